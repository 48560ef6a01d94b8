import { defineConfig } from 'vitest/config';

/** Two cores: the files that start real servers run two at a time, and nothing waits for a fixed time. */
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 180_000,
    reporters: ['default', './test/machine/tally-reporter.ts'],
  },
});
