import type { ReactNode } from 'react';
import type { Failure, FailureCode, RetryAdvice } from '../../src-main/contract/failures.ts';
import { titleOf } from '../words/failure.ts';
import { StateTile } from './StateMark.tsx';

const advice: Record<RetryAdvice, string> = {
  safe: 'Doing it again can do no harm.',
  'check-first': 'A change may have happened. Look before doing it again.',
  never: 'Doing it again would fail again.',
};

/** Of these the message says it all. */
const plain: FailureCode[] = ['WRONG_PASSPHRASE', 'INPUT_INVALID', 'VAULT_LOCKED'];

interface FailureNoteProps {
  failure: Failure;
  doing?: string;
  /** Where the code alone would say something else. */
  title?: string;
  children?: ReactNode;
}

/** What failed, why, and what to do. */
export function FailureNote({ failure, doing, title, children }: FailureNoteProps) {
  return (
    <div className="failure-note" role="alert">
      <StateTile tone="danger" />
      <div className="grow">
        <strong>
          {doing ? `Could not ${doing}: ` : ''}
          {title ?? titleOf(failure)}.
        </strong>{' '}
        <bdi>{failure.message}</bdi>{' '}
        {!plain.includes(failure.code) && <span className="second">{advice[failure.retry]}</span>}
      </div>
      {children}
    </div>
  );
}
