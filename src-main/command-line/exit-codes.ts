import type { Failure } from '../contract/failures.ts';
import type { Run } from '../contract/runs.ts';

/** 0 every site as asked, 1 at least one site not, 2 bad input, 3 vault locked or damaged (DESIGN, "Command line"). */
export type ExitCode = 0 | 1 | 2 | 3;

export function exitCodeOfFailure(failure: Failure): ExitCode {
  switch (failure.code) {
    case 'INPUT_INVALID':
    case 'NOT_ALLOWED_HERE':
      return 2;
    case 'VAULT_LOCKED':
    case 'WRONG_PASSPHRASE':
    case 'VAULT_DAMAGED':
      return 3;
    default:
      return 1;
  }
}

/** Skipped is not as asked: on that site people may still be logged in. */
export function exitCodeOfRun(run: Run): ExitCode {
  const asAsked = run.sites.every(({ outcome }) => outcome === 'changed' || outcome === 'unchanged');
  return asAsked && run.state === 'finished' ? 0 : 1;
}
