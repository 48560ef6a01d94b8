import { expect, it } from 'vitest';
import type { Recheck } from '../../../src-main/contract/incidents.ts';
import { lookedAgain } from '../../../src-main/incidents/looked-again.ts';

const look = (after: Recheck['after'], dueAt: string, doneAt: string, state: Recheck['state'] = 'done'): Recheck => ({
  ...{ after, dueAt, doneAt, state, told: 'seen' },
});
const due = ['2026-11-23T20:00:00.000Z', '2026-11-29T20:00:00.000Z', '2026-12-22T20:00:00.000Z'];
const all = (done: string[], state: Recheck['state'] = 'done') =>
  (['24-hours', '7-days', '30-days'] as const).map((after, n) =>
    look(after, due[n] ?? '', done[n] ?? '', n === 2 ? state : 'done'),
  );

it('three looks, none before its time, hold', () => {
  expect(lookedAgain(all(due))).toMatchObject({ holds: true });
  expect(lookedAgain(all(due, 'failed'))).toMatchObject({ holds: false });
  expect(lookedAgain(all(due, 'due'))).toBe(null);
});

it('looks that were made at once, by hand, say nothing of what comes in 30 days', () => {
  const early = lookedAgain(all(['2026-11-22T20:00:00.000Z', '2026-11-22T20:00:01.000Z', '2026-11-22T20:00:02.000Z']));
  expect(early).toMatchObject({ holds: null });
  expect(early?.told).toContain('2026-11-22T20:00:02.000Z');
});
