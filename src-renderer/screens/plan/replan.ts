import { useEffect, useRef, useState } from 'react';
import type { RunSite, RunSummary } from '../../../src-main/contract/runs.ts';
import { api } from '../../api.ts';
import { ask, planAgain } from '../../stores/calls.ts';
import { planOfIncidentAgain } from '../../stores/incidents/doing.ts';
import { planOrderAgain } from '../../stores/ordering.ts';
import { type Wishes, wishesOf } from '../../words/options.ts';
import { isOrder } from '../../words/order.ts';

export interface Replan {
  /** What is asked for, which is what the plan is of unless `pending`. */
  wishes: Wishes;
  /** The plan on the screen is not, or not yet, the one that was asked for: nothing may begin from it. */
  pending: boolean;
  /** Has the plan made again, with another wish or, with none, as it was asked for before. */
  again(change?: Partial<Wishes>): void;
}

export const isOver = ({ state }: RunSummary): boolean => state === 'finished' || state === 'interrupted';

/**
 * Keeps the plan that of the wishes: a changed wish has it made again. A look that still goes on is stopped first, since
 * the engine lets a site be in one run at a time; what changes meanwhile goes into the next plan. `run` may still be the
 * plan before `id`, until the first news of `id` is here.
 */
export function useReplan(id: string, run: RunSummary | null, rows: RunSite[]): Replan {
  const [wanted, setWanted] = useState<Wishes | null>(null);
  const asked = useRef<{ wishes: Wishes; outOf: string } | null>(null);
  const stopped = useRef('');
  useEffect(() => {
    if (!wanted || run?.id !== id || asked.current?.outOf === id) return;
    if (asked.current?.wishes === wanted) {
      asked.current = null;
      return setWanted(null);
    }
    if (!isOver(run)) {
      if (stopped.current !== id) void ask('stop looking', () => api.runs.cancel.mutate({ run: id }));
      stopped.current = id;
      return;
    }
    asked.current = { wishes: wanted, outOf: id };
    const names = rows.map(({ site }) => site);
    const again = run.options.incident
      ? planOfIncidentAgain(run, names, isOrder(run.operation) ? null : wanted)
      : isOrder(run.operation)
        ? planOrderAgain(id, names)
        : planAgain(run, names, wanted);
    void again.then((begun) => {
      if (begun) return;
      asked.current = null;
      setWanted(null);
    });
  }, [id, run, rows, wanted]);
  const wishes = wanted ?? (run ? wishesOf(run.options) : usual);
  return {
    wishes,
    pending: wanted !== null || run?.id !== id,
    again: (change = {}) => setWanted({ ...wishes, ...change }),
  };
}

const usual: Wishes = { proof: true, also: [], stopForEncryptors: null, via: null };
