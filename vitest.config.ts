import { readdirSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

const packages = readdirSync('packages').map((name) => `packages/${name}`);

export default defineConfig({
  test: {
    // chDB is a native library: it needs processes, not threads. Two cores are the smallest machine we build on.
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    projects: [...packages, 'collector', 'api', 'web', 'bench', 'scripts'].map((root) => ({
      extends: true as const,
      test: {
        name: root.replace('packages/', ''),
        root,
        exclude: ['dist/**', '.next/**', 'node_modules/**'],
      },
    })),
  },
});
