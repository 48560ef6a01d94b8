import { useEffect, useState } from 'react';
import type { RunSummary } from '../../../src-main/contract/runs.ts';
import { useNow } from '../../stores/clock.ts';
import { failures, sayRunState } from '../../words/run.ts';

const every = 10_000;

/** The run's progress for who listens: not every change, one sentence every ten seconds and at each turn. */
export function RunSpoken({ run }: { run: RunSummary }) {
  const beat = useNow(every);
  const [said, setSaid] = useState('');
  // biome-ignore lint/correctness/useExhaustiveDependencies: a sentence per beat and state, not per event
  useEffect(() => {
    const done = run.count - run.waiting - run.working;
    setSaid(`${sayRunState(run)}: ${done} of ${run.count} sites over, ${failures(run.totals)} did not go.`);
  }, [beat, run.state]);
  return (
    <p className="said-only" role="status" aria-live="polite">
      {said}
    </p>
  );
}
