import type { Failure } from '../../src-main/contract/failures.ts';

/** The failure that a rejected call carries (api.ts: TRPCClientError with data.failure), or one that says we can't tell. */
export function failureOf(error: unknown): Failure {
  if (typeof error === 'object' && error !== null && 'data' in error) {
    const { data } = error;
    if (typeof data === 'object' && data !== null && 'failure' in data && data.failure) return data.failure as Failure;
  }
  return {
    code: 'BUG',
    message: 'The engine did not answer this call, so it is not known whether it was done. Look before doing it again.',
    retry: 'check-first',
  };
}
