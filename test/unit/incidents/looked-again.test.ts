import { describe, expect, it } from 'vitest';
import type { Recheck } from '../../../src-main/contract/incidents.ts';
import { incidentOf } from '../../../src-main/incidents/fold.ts';
import type { NewLine } from '../../../src-main/incidents/lines.ts';
import { lookedAgain } from '../../../src-main/incidents/looked-again.ts';
import { beside, folded, looked, opened } from './an-incident.ts';

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

describe('the step that is done by looking', () => {
  const dueLine = (n: number): NewLine => ({ kind: 'recheck-due', after: afters[n] ?? '7-days', dueAt: due[n] ?? '' });
  const doneLine = (n: number, ok: boolean): NewLine => ({
    ...{ kind: 'recheck-done', after: afters[n] ?? '7-days', ok, told: 'seen' },
  });
  const told = (...lines: NewLine[]) => {
    const { steps } = incidentOf(folded([opened(1), ...lines]), beside());
    const { state, standings } = steps.find(({ id }) => id === 'look-again') ?? { state: null, standings: [] };
    return [state, standings[0]?.told] as const;
  };
  const afters = ['24-hours', '7-days', '30-days'] as const;

  it('waits for the looks, not for a person, and says when the next is', () => {
    expect(told()).toEqual(['open', expect.stringMatching(/^Waits for the looks .* counted from when the final/)]);
    const [, after] = told(dueLine(0), dueLine(1), dueLine(2), doneLine(0, true));
    expect(after).toContain(`1 of 3 found nothing new; the next is that of ${due[1]}`);
    // One that failed waits, too: it is looked at once more.
    expect(told(dueLine(0), dueLine(1), doneLine(0, false))[1]).toContain(
      `0 of 2 found nothing new; the next is that of ${due[0]}`,
    );
  });

  it('has failed where a look was not well, and waits for a person where looks were made early', () => {
    expect(told(looked('look-again', null, false, 'Not well: 7-days.'))).toEqual(['failed', 'Not well: 7-days.']);
    expect(told(looked('look-again', null, null, 'Made before their time.'))).toEqual([
      'open',
      'Made before their time.',
    ]);
  });
});
