import { z } from 'zod';
import { tellUnexpected } from './unexpected.ts';

/** The closed list of ways a call or a site can fail (docs: DESIGN, "Contract"). */
export const failureCodes = [
  'INPUT_INVALID',
  'NOT_ALLOWED_HERE',
  'VAULT_LOCKED',
  'WRONG_PASSPHRASE',
  'VAULT_DAMAGED',
  'HOST_UNREACHABLE',
  'HOST_KEY_UNKNOWN',
  'HOST_KEY_CHANGED',
  'AUTH_REFUSED',
  'COMMAND_FAILED',
  'DATABASE_REFUSED',
  'TIMED_OUT',
  'CANCELLED',
  'CONFIG_NOT_FOUND',
  'CONFIG_UNREADABLE',
  'CONFIG_AMBIGUOUS',
  'CONFIG_CHANGED_MEANWHILE',
  'NOT_WRITABLE',
  'SALTS_ELSEWHERE',
  'VERIFY_FAILED',
  'ROLLED_BACK',
  'BUG',
] as const;

export const failureCode = z.enum(failureCodes);
export type FailureCode = z.infer<typeof failureCode>;

/** `safe`: doing it again can do no harm. `check-first`: a write may have happened. `never`: it would fail again. */
export const retryAdvice = z.enum(['safe', 'check-first', 'never']);
export type RetryAdvice = z.infer<typeof retryAdvice>;

export const failure = z.object({
  code: failureCode,
  /** What happened, to which site, and what to do next. Never a secret, never a stack, never raw bytes of a site. */
  message: z.string().max(2000),
  where: z.object({ siteId: z.string().optional(), step: z.string().optional() }).optional(),
  retry: retryAdvice,
});
export type Failure = z.infer<typeof failure>;

/** The one error class that crosses layers. Libraries' errors are translated into it where the library is used. */
export class ResaltError extends Error {
  readonly code: FailureCode;
  readonly retry: RetryAdvice;

  constructor(code: FailureCode, message: string, retry: RetryAdvice = 'safe') {
    super(message);
    this.name = 'ResaltError';
    this.code = code;
    this.retry = retry;
  }
}

/** Any thrown value as a failure. What was not translated by its layer is a BUG: its text is not shown, and it is noted (unexpected.ts). */
export function toFailure(error: unknown, where?: Failure['where']): Failure {
  const base =
    error instanceof ResaltError
      ? { code: error.code, message: error.message.slice(0, 2000), retry: error.retry }
      : {
          code: 'BUG' as const,
          message:
            'Resalt met an error it has no words for. Nothing is assumed to have worked; please report it, with unexpected.log from Resalt’s data folder.',
          retry: 'check-first' as const,
        };
  if (base.code === 'BUG') tellUnexpected(error, where);
  return where ? { ...base, where } : base;
}
