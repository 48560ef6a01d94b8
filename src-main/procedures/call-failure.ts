import { TRPCError } from '@trpc/server';
import { ZodError } from 'zod';
import { type Failure, ResaltError, toFailure } from '../contract/failures.ts';

/**
 * What a call threw, as the failure that may leave the engine. Input that its schema refused is named by field,
 * never by value; an output that its schema refused is a BUG, and so is whatever no layer translated.
 */
export function callFailure(error: unknown): Failure {
  if (!(error instanceof TRPCError)) return toFailure(error);
  if (error.code === 'NOT_FOUND' && error.cause === undefined) {
    return invalid('This version of Resalt has no such procedure. Reload the window.');
  }
  if (error.code === 'BAD_REQUEST' && error.cause instanceof ZodError) return invalid(refusedFields(error.cause));
  return toFailure(error.cause);
}

function invalid(message: string): Failure {
  return toFailure(new ResaltError('INPUT_INVALID', message, 'never'));
}

const mostNamed = 5;

function refusedFields(error: ZodError): string {
  const named = error.issues.slice(0, mostNamed).map((issue) => {
    const reason = issue.code === 'unrecognized_keys' ? 'has fields that do not exist' : issue.message;
    return `${fieldName(issue.path)}: ${reason.slice(0, 200)}`;
  });
  const rest = error.issues.length - named.length;
  return `Not accepted: ${named.join('; ')}${rest > 0 ? `; and ${rest} more` : ''}.`;
}

/** A path may hold keys that the caller chose; only plain words are repeated. */
function fieldName(path: readonly PropertyKey[]): string {
  const words = path.map((key) => (/^[A-Za-z0-9]{1,40}$/.test(String(key)) ? String(key) : '?'));
  return words.length > 0 ? words.slice(0, 8).join('.') : 'the input';
}
