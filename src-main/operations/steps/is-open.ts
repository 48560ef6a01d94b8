import { ResaltError } from '../../contract/failures.ts';

/** Whether an error leaves it open if the write that it broke was made. What no layer translated says nothing for certain. */
export function isOpen(error: unknown): boolean {
  return !(error instanceof ResaltError) || error.retry === 'check-first';
}
