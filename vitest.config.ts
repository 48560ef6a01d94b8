import { defineConfig } from 'vitest/config';
import SlowFirst from './test/machine/slow-first.ts';

const unit = 'test/unit/**/*.test.ts';
/** They put other modules in the place of the product's, set up the whole process, or must be the first to load a library. */
const needsOwnProcess = [
  'test/unit/operations/{quarantine-seen,set-options-again,warm-up}.test.ts',
  'test/unit/store/session-history/libsql-loads.test.ts',
];

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
      // Loading the product anew for each file took as long as the tests: 122 s of one core for 89 files, 65 s so.
      { extends: true, test: { name: 'together', include: [unit], exclude: needsOwnProcess, isolate: false } },
      {
        extends: true,
        test: { name: 'alone', include: needsOwnProcess.concat('test/{e2e,integration,security}/**/*.test.ts') },
      },
    ],
    reporters: ['default', './test/machine/tally-reporter.ts'],
  },
});
