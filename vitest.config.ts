import { defineConfig } from 'vitest/config';

/** Two cores: the files that start real servers run two at a time, and nothing waits for a fixed time. */
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 180_000,
    // Real servers, browsers and kills on a busy machine: one more try where nobody watches, and it is named at the end.
    retry: process.env.CI ? 1 : 0,
    reporters: ['default', './test/machine/tally-reporter.ts'],
  },
});
