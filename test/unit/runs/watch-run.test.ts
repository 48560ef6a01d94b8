import { expect, it } from 'vitest';
import { runOptions } from '../../../src-main/contract/runs.ts';
import type { RunRecord } from '../../../src-main/runs/records.ts';
import { apply, startState } from '../../../src-main/runs/run-state.ts';
import type { RunListener } from '../../../src-main/runs/runs.ts';
import { watchRun } from '../../../src-main/runs/watch-run.ts';

const at = '2026-01-02T03:04:05Z';
const siteId = 's_0000000001';

/** A run of one site, watched; `say` applies a record and tells it, as runs.ts does. */
function watched() {
  const started: RunRecord & { kind: 'run.started' } = {
    kind: 'run.started',
    at,
    id: 'r_0123456789',
    operation: 'FleetLogout',
    options: runOptions.parse({}),
    waves: [1],
    sites: [{ siteId, site: 'one', client: null, url: null, wave: 0 }],
  };
  const state = startState(started);
  const listeners = new Set<RunListener>();
  const say = (record: RunRecord) => {
    apply(state, record);
    for (const listener of listeners) listener(state, record);
  };
  const over = new AbortController();
  const events = watchRun(
    'r_0123456789',
    async () => state,
    listeners,
    () => new Date(at),
    over.signal,
  );
  return { say, events, leave: () => over.abort(), listeners };
}

const step = (name: string): RunRecord => ({ kind: 'site.step', siteId, at, name });

it('the end is told at once; what is told of a run that goes on after it is gathered again', async () => {
  const { say, events, leave, listeners } = watched();
  await events.next();
  const end = events.next();
  say({ kind: 'run.ended', at, stoppedWhy: null });
  expect((await end).value).toMatchObject({ run: { state: 'finished' } });
  say({ kind: 'run.resumed', at, sites: [siteId] });
  let next = events.next();
  for (let number = 0; number < 5; number += 1) {
    await new Promise(setImmediate);
    say(step(`step ${number}`));
  }
  // One event, or a few where the machine was slow; five would be each step on its own.
  for (let seq = 2; ; seq += 1, next = events.next()) {
    const { value } = await next;
    expect(value).toMatchObject({ seq, run: { state: 'running' } });
    expect(seq).toBeLessThan(6);
    if (value?.sites[0]?.step === 'step 4') break;
  }
  leave();
  expect((await events.next()).done).toBe(true);
  expect(listeners.size).toBe(0);
});
