import { setTimeout as wait } from 'node:timers/promises';
import type { RunEvent } from '../contract/fleet.ts';
import { type RunState, toSummary } from './run-state.ts';
import type { RunListener } from './runs.ts';

const gatherMs = 100;

/** A snapshot of the run first, then numbered events with the rows that changed, gathered so that 500 rows stay smooth. */
export async function* watchRun(
  runId: string,
  stateOf: () => Promise<RunState>,
  listeners: Set<RunListener>,
  clock: () => Date,
  signal: AbortSignal,
): AsyncGenerator<RunEvent, void, unknown> {
  const changed = new Set<string>();
  let dirty = false;
  let wake = () => {};
  let over = new AbortController();
  const listener: RunListener = ({ run }, record) => {
    if (run.id !== runId) return;
    if ('siteId' in record) changed.add(record.siteId);
    dirty = true;
    wake();
    if (record.kind === 'run.ended') over.abort();
    if (record.kind === 'run.resumed') over = new AbortController();
  };
  const stopped = () => wake();
  listeners.add(listener);
  signal.addEventListener('abort', stopped);
  try {
    let state = await stateOf();
    let seq = 0;
    let ended = state.run.state === 'finished' || state.run.state === 'interrupted';
    yield { seq, kind: 'snapshot', run: toSummary(state, clock()), sites: structuredClone([...state.sites.values()]) };
    while (!signal.aborted) {
      if (!dirty) {
        await new Promise<void>((resolve) => {
          wake = resolve;
          if (dirty || signal.aborted) resolve();
        });
      }
      if (signal.aborted) return;
      // The end is told at once: somebody is waiting for it.
      await wait(gatherMs, undefined, { signal: over.signal }).catch(() => undefined);
      // A run in work has one state, to its end; one that went on after an end has another.
      if (ended) state = await stateOf();
      ended = state.run.state === 'finished' || state.run.state === 'interrupted';
      const rows = [...changed].flatMap((id) => state.sites.get(id) ?? []);
      changed.clear();
      dirty = false;
      seq += 1;
      yield { seq, kind: 'changed', run: toSummary(state, clock()), sites: structuredClone(rows) };
    }
  } finally {
    listeners.delete(listener);
    signal.removeEventListener('abort', stopped);
  }
}
