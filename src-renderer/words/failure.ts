import type { Failure, FailureCode } from '../../src-main/contract/failures.ts';

/** What a code means to a person, in two to four words. The failure's own message carries the details. */
export const failureTitles: Record<FailureCode, string> = {
  INPUT_INVALID: 'Not understood',
  NOT_ALLOWED_HERE: 'Not allowed here',
  VAULT_LOCKED: 'The vault is locked',
  WRONG_PASSPHRASE: 'Wrong passphrase',
  VAULT_DAMAGED: 'The vault is damaged',
  HOST_UNREACHABLE: 'Server not reached',
  HOST_KEY_UNKNOWN: 'Host key not trusted yet',
  HOST_KEY_CHANGED: 'HOST KEY CHANGED',
  AUTH_REFUSED: 'Access refused',
  COMMAND_FAILED: 'A command failed',
  DATABASE_REFUSED: 'Database refused',
  TIMED_OUT: 'Timed out',
  CANCELLED: 'Cancelled',
  CONFIG_NOT_FOUND: 'Configuration not found',
  CONFIG_UNREADABLE: 'Configuration not readable',
  CONFIG_AMBIGUOUS: 'Configuration ambiguous',
  CONFIG_CHANGED_MEANWHILE: 'Configuration changed meanwhile',
  NOT_WRITABLE: 'Not writable',
  SALTS_ELSEWHERE: 'Salts come from elsewhere',
  VERIFY_FAILED: 'Effect not verified',
  ROLLED_BACK: 'Rolled back',
  BUG: 'An error in Resalt',
};

/** The failure's title. Cut off while a write may have happened is not “cancelled”, which says that nothing was done. */
export function titleOf({ code, retry }: Failure): string {
  return code === 'CANCELLED' && retry === 'check-first' ? 'Cut off in the midst' : failureTitles[code];
}

/** The next thing to do about a failed site. `settle`: a write may have happened, look first. */
export type NextAction = 'retry' | 'settle' | 'trust' | 'look-at-key' | 'open';

export function nextAction(failure: Failure): NextAction {
  if (failure.code === 'HOST_KEY_CHANGED') return 'look-at-key';
  if (failure.code === 'HOST_KEY_UNKNOWN') return 'trust';
  if (failure.retry === 'check-first') return 'settle';
  return failure.retry === 'safe' ? 'retry' : 'open';
}

export const nextActionLabels: Record<NextAction, string> = {
  retry: 'Retry',
  settle: 'Check and settle',
  trust: 'Trust host key',
  'look-at-key': 'Look at the key',
  open: 'Open site',
};
