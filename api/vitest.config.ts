import { defineConfig } from 'vitest/config';

export default defineConfig({
  // chDB is a native library: it needs processes, not threads. Every file starts both databases.
  test: { pool: 'forks', testTimeout: 30_000, hookTimeout: 120_000 },
});
