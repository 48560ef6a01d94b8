import { useCallback, useEffect, useState } from 'react';
import type { Failure } from '../../../src-main/contract/failures.ts';
import { failureOf } from '../failed.ts';
import { useFleet } from '../fleet.ts';
import { useAudits } from './load.ts';

export interface Kept<T> {
  /** null until they were read. */
  rows: T[] | null;
  failure: Failure | null;
  again(): void;
}

/** A list that the engine keeps, read when it is first shown and again when an audit, a run or somebody's word may have changed it. */
export function useKept<T>(read: () => Promise<T[]>): Kept<T> {
  const [state, setState] = useState<Omit<Kept<T>, 'again'>>({ rows: null, failure: null });
  const [turn, setTurn] = useState(0);
  const audited = useAudits(({ readAt }) => readAt);
  const ended = useFleet(({ runs }) => runs.filter(({ endedAt }) => endedAt !== null).length);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each of these may have changed what is kept
  useEffect(() => {
    let mine = true;
    read().then(
      (rows) => mine && setState({ rows, failure: null }),
      (error: unknown) => mine && setState(({ rows }) => ({ rows, failure: failureOf(error) })),
    );
    return () => {
      mine = false;
    };
  }, [read, turn, audited, ended]);
  const again = useCallback(() => setTurn((before) => before + 1), []);
  return { ...state, again };
}
