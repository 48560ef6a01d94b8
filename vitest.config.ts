import { defineConfig } from 'vitest/config';
import SlowFirst from './test/machine/slow-first.ts';

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
      // Files of one worker share their modules: loading them anew for each took longer than their tests.
      { extends: true, test: { name: 'unit', include: ['test/unit/**/*.test.ts'], isolate: false } },
      { extends: true, test: { name: 'real', include: ['test/{integration,e2e,security}/**/*.test.ts'] } },
    ],
    reporters: ['default', './test/machine/tally-reporter.ts'],
  },
});
