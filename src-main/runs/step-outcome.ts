import { ResaltError } from '../contract/failures.ts';

/** A step whose error says `check-first` may have done its work: it is uncertain, not failed. */
export function stepOutcome(error: unknown): 'failed' | 'uncertain' {
  return error instanceof ResaltError && error.retry !== 'check-first' ? 'failed' : 'uncertain';
}
