export { DEFAULT_FEED_POLICY } from './completeness.ts';
export { readFolders, rulebookOf } from './configuration.ts';
export { createEngine, type Engine, type TickResult } from './engine.ts';
