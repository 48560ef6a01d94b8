import { defineConfig } from 'vitest/config';
import SlowFirst from './test/machine/slow-first.ts';

/** They put other modules in the place of the product's, set up the whole process, or must be the first to load a library. */
const ownProcess = [
  'test/unit/operations/{quarantine-seen,set-options-again,warm-up}.test.ts',
  'test/unit/store/session-history/libsql-loads.test.ts',
];
/** They promise times, of two seconds and less: run last, and no more of them at once than there are cores. */
const timed = [
  'test/e2e/audit.test.ts',
  'test/integration/{database-password-shared,database-password-under-load,round-trips}.test.ts',
  'test/integration/closing/close-and-harden.test.ts',
  'test/unit/incidents/{fold,timeline/log-lines}.test.ts',
  'test/unit/store/documents.test.ts',
  'test/unit/wordpress/session-activity.test.ts',
];

/** What is how and why: docs/decisions/0027. Nothing waits for a fixed time. */
export default defineConfig({
  test: {
    pool: 'forks',
    // One more than CI has cores: files that start real servers wait for them a fifth of their time.
    maxWorkers: 3,
    sequence: { sequencer: SlowFirst },
    testTimeout: 90_000,
    hookTimeout: 180_000,
    // A machine that is busy is slow, not wrong.
    expect: { poll: { timeout: 15_000, interval: 20 } },
    projects: [
      {
        extends: true,
        test: {
          ...{ name: 'together', isolate: false },
          ...{ include: ['test/unit/**/*.test.ts'], exclude: [...ownProcess, ...timed] },
        },
      },
      {
        extends: true,
        test: {
          name: 'alone',
          ...{ include: ['test/{e2e,integration,security}/**/*.test.ts', ...ownProcess], exclude: timed },
        },
      },
      { extends: true, test: { name: 'timed', include: timed, maxWorkers: 2, sequence: { groupOrder: 1 } } },
    ],
    reporters: ['default', './test/machine/tally-reporter.ts'],
  },
});
