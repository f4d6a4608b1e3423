export { type CollectorOptions, createCollector } from './app.ts';
export type { Collector, CollectorStats, CollectorStore } from './collector.ts';
export { type CollectorConfig, ConfigError, collectorSettings, readConfig, settingLines } from './config.ts';
export { LogBusyError } from './log/errors.ts';
export { type LogFiles, nodeFiles } from './log/files.ts';
