export { anEvent, type EventBuilder } from './event-builder.ts';
export {
  type Platform,
  type PlatformOptions,
  repositoryRoot,
  startPlatform,
  temporaryDataDir,
} from './platform.ts';
export { makeTempDir, type TempDir } from './temp-dir.ts';
export { openTestClickHouse, openTestStore, type TestClickHouse, type TestStore } from './test-store.ts';
