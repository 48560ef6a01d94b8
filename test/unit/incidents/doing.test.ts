import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { order } from '../../../src-main/contract/orders.ts';
import { ownSteps } from '../../../src-main/incidents/checklist/checklist.ts';
import { fixesOf } from '../../../src-main/incidents/fix-orders.ts';
import { incidentOf } from '../../../src-main/incidents/fold.ts';
import { cellKey } from '../../../src-main/incidents/folded.ts';
import type { NewLine } from '../../../src-main/incidents/lines.ts';
import { dueRecheck, nextRecheck, scheduled } from '../../../src-main/incidents/rechecks.ts';
import { failedRunOf, type PartRun, toDoOn } from '../../../src-main/incidents/rounds.ts';
import { verdictLines } from '../../../src-main/incidents/verdict-lines.ts';
import { type StepVerdict, together } from '../../../src-main/incidents/verify-site.ts';
import { beside, folded, idOf, looked, moment, opened } from './an-incident.ts';

const stepCalled = (id: string) => {
  const found = ownSteps.find((step) => step.id === id);
  if (!found) throw new Error(id);
  return found;
};
const site = idOf(0);

describe('What is to be done of a step', () => {
  const step = stepCalled('final-rotation');
  const all = step.automations.map((_, part) => part);
  const cellAfter = (...lines: NewLine[]) => folded([opened(1), ...lines]).cells.get(cellKey(step.id, site));
  const ran = (part: number, minute: number, more: Partial<PartRun> = {}): PartRun => ({
    ...{ run: `r_${part}`, part, startedAt: moment(minute), outcome: 'changed', interrupted: false },
    ...more,
  });

  it('is all of it at first, and what is missing where Resalt died between two automations', () => {
    expect(toDoOn(step, undefined, [], false)).toEqual({ what: 'do', parts: all });
    expect(toDoOn(step, cellAfter(), [ran(0, 1), ran(1, 2)], false)).toEqual({ what: 'do', parts: all.slice(2) });
    const failed = [ran(0, 1), ran(1, 2, { outcome: 'failed' })];
    expect(toDoOn(step, cellAfter(), failed, false)).toEqual({ what: 'do', parts: all.slice(1) });
  });

  it('is a look where all of it was done, or where it counts as done', () => {
    const runs = all.map((part) => ran(part, 1));
    expect(toDoOn(step, cellAfter(), runs, false)).toEqual({ what: 'look' });
    expect(toDoOn(step, cellAfter(looked(step.id, site, true)), [], false)).toEqual({ what: 'look' });
    expect(toDoOn(step, cellAfter(looked(step.id, site, true)), runs, false)).toEqual({ what: 'look' });
  });

  it('is all of it again once it was seen not to hold, and where that is asked for', () => {
    const runs = all.map((part) => ran(part, 1));
    const fell = cellAfter(looked(step.id, site, true), looked(step.id, site, false));
    expect(toDoOn(step, fell, runs, false)).toEqual({ what: 'do', parts: all });
    expect(toDoOn(step, fell, [...runs, ran(0, 30)], false)).toEqual({ what: 'do', parts: all.slice(1) });
    expect(toDoOn(step, cellAfter(looked(step.id, site, true)), runs, true)).toEqual({ what: 'do', parts: all });
  });
});

describe('What failed in a step', () => {
  const step = stepCalled('final-rotation');
  const all = step.automations.map((_, part) => part);
  const fell = folded([opened(1), looked(step.id, site, false)]).cells.get(cellKey(step.id, site));
  const ran = (part: number, outcome: PartRun['outcome'], minute = 0): PartRun => ({
    ...{ run: `r_${part}_${minute}`, part, startedAt: moment(minute), outcome, interrupted: false },
  });

  it('is why it does not hold, and alone is tried again, in the run in which it failed', () => {
    const runs = all.map((part) => ran(part, part === 2 ? 'failed' : 'changed'));
    expect(toDoOn(step, fell, runs, false)).toEqual({ what: 'do', parts: [2] });
    expect(all.map((part) => failedRunOf(fell, runs, part))).toEqual(all.map((part) => (part === 2 ? 'r_2_0' : null)));
  });

  it('and went well when it was tried again is looked at; where that says no once more, all of it is done', () => {
    const runs = all.map((part) => ran(part, 'changed'));
    expect(toDoOn(step, fell, runs, false)).toEqual({ what: 'do', parts: all });
    expect(all.map((part) => failedRunOf(fell, runs, part))).toEqual(all.map(() => null));
  });

  it('before the step was reopened is not gone back to', () => {
    const reopened: NewLine = { kind: 'reopened', step: step.id, siteIds: [site], why: 'old salts are back' };
    const cell = folded([opened(1), looked(step.id, site, true), reopened]).cells.get(cellKey(step.id, site));
    const runs = all.map((part) => ran(part, 'failed'));
    expect(toDoOn(step, cell, runs, false)).toEqual({ what: 'do', parts: all });
    expect(failedRunOf(cell, runs, 0)).toBeNull();
  });
});

describe('What a look says of several things', () => {
  it('never holds where anything speaks against it or was not seen', () => {
    const part = fc.record({ holds: fc.constantFrom(true, false, null), told: fc.string({ minLength: 1 }) });
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        const { holds } = together(parts);
        expect(holds === true).toBe(parts.length > 0 && parts.every((one) => one.holds === true));
        expect(holds === false).toBe(parts.some((one) => one.holds === false));
      }),
    );
  });
});

describe('What a look adds to the record', () => {
  const verdict = (step: string, holds: boolean | null): StepVerdict => ({
    ...{ step, holds, told: 'as seen', evidence: [], parts: [] },
  });
  const kinds = (lines: NewLine[], step: string, holds: boolean | null) =>
    verdictLines(folded([opened(1), ...lines]), site, verdict(step, holds)).map(({ kind }) => kind);

  it('is an alert only where a verified step falls', () => {
    expect(kinds([], 'core-files', false)).toEqual(['verified']);
    expect(kinds([looked('core-files', site, true)], 'core-files', true)).toEqual(['verified']);
    expect(kinds([looked('core-files', site, true)], 'core-files', null)).toEqual(['verified']);
    expect(kinds([looked('core-files', site, true)], 'core-files', false)).toEqual(['verified', 'reopened', 'alert']);
    const ticked: NewLine = { kind: 'ticked', step: 'core-files', siteIds: [site], note: 'by hand' };
    expect(kinds([ticked], 'core-files', false)).toEqual(['verified']);
  });

  it('is none where a later step means it to be otherwise: an opened site is not closed', () => {
    const closed = looked('isolate', site, true);
    expect(kinds([closed], 'isolate', false)).toContain('alert');
    expect(kinds([closed, looked('reopen-site', site, true)], 'isolate', false)).toEqual(['verified']);
  });

  it('says it once: a step that fell already falls no further', () => {
    const fell = [looked('core-files', site, true), looked('core-files', site, false)];
    expect(kinds(fell, 'core-files', false)).toEqual(['verified']);
  });
});

describe('Fixes of findings', () => {
  const finding = (n: number, operation: string, given: Record<string, string | number>) => ({
    ...{ siteId: idOf(n), check: 'hidden-administrator' as const, title: 'x' },
    fix: { operation, arguments: given },
  });

  it('are as few orders as there can be, each thing once, each a valid one', () => {
    const demote = (n: number, userId: number) =>
      finding(n, 'ChangeUsers', { action: 'demote', userId, login: `u${userId}` });
    const all = [
      demote(0, 7),
      demote(0, 7),
      demote(1, 8),
      finding(0, 'ChangeUsers', { action: 'delete', userId: 9, login: 'u9' }),
    ];
    const { orders, byHand } = fixesOf(all, ['hidden-administrator']);
    expect(byHand).toEqual([]);
    expect(orders.map(({ siteIds }) => siteIds)).toEqual([[idOf(0), idOf(1)], [idOf(0)]]);
    expect(orders[0]?.order).toMatchObject({
      ...{ operation: 'ChangeUsers', action: 'demote' },
      users: [
        { siteId: idOf(0), userId: 7 },
        { siteId: idOf(1), userId: 8 },
      ],
    });
    for (const one of orders) expect(order.safeParse(one.order).success).toBe(true);
  });

  it('that no operation makes are a person’s, and other checks’ findings are nobody’s here', () => {
    const odd = { ...finding(0, 'NoSuchThing', {}), fix: null };
    expect(fixesOf([odd], ['hidden-administrator'])).toEqual({ orders: [], byHand: [odd] });
    expect(fixesOf([odd], ['htaccess'])).toEqual({ orders: [], byHand: [] });
  });
});

describe('Looking again', () => {
  const incident = (...lines: NewLine[]) => incidentOf(folded([opened(2), ...lines]), beside());

  it('is counted from the final rotation of the last site, else from closing, and set once', () => {
    expect(scheduled(incident())).toEqual([]);
    const one = looked('final-rotation', idOf(0), true);
    expect(scheduled(incident(one))).toEqual([]);
    const due = scheduled(incident(one, looked('final-rotation', idOf(1), true)));
    expect(due.map((line) => line.kind === 'recheck-due' && [line.after, line.dueAt])).toEqual([
      ['24-hours', '2026-11-23T20:02:00.000Z'],
      ['7-days', '2026-11-29T20:02:00.000Z'],
      ['30-days', '2026-12-22T20:02:00.000Z'],
    ]);
    expect(scheduled(incident({ kind: 'closed', note: 'over' }))).toHaveLength(3);
    expect(scheduled(incident({ kind: 'closed', note: 'over' }, ...due))).toEqual([]);
  });

  it('by itself does what is due, not what failed; a person’s word does the first that is not done', () => {
    const all = (state: 'to-come' | 'due' | 'done' | 'failed') => ({
      ...{ after: '7-days' as const, dueAt: moment(1), doneAt: null, told: '', state },
    });
    expect(dueRecheck([all('failed'), all('due')])?.state).toBe('due');
    expect(dueRecheck([all('failed'), all('to-come')])).toBeNull();
    expect(nextRecheck([all('done'), all('failed'), all('to-come')])?.state).toBe('failed');
    expect(nextRecheck([all('done'), all('done')])).toBeNull();
  });
});
