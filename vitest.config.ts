import { defineConfig } from 'vitest/config';
import SlowFirst from './test/machine/slow-first.ts';

const together = 'test/unit/{audit,command-line,renderer,wordpress}/**/*.test.ts';

/** Two cores: the files that start real servers run two at a time, and nothing waits for a fixed time. */
export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    sequence: { sequencer: SlowFirst },
    testTimeout: 60_000,
    hookTimeout: 180_000,
    // A machine that is busy is slow, not wrong.
    expect: { poll: { timeout: 15_000, interval: 20 } },
    projects: [
      // Of parts without state of their own: loading them anew for each file took longer than the tests.
      { extends: true, test: { name: 'together', include: [together], isolate: false } },
      { extends: true, test: { name: 'alone', include: ['test/**/*.test.ts'], exclude: [together] } },
    ],
    reporters: ['default', './test/machine/tally-reporter.ts'],
  },
});
