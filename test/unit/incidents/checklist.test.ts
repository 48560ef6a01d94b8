import { describe, expect, it, test } from 'vitest';
import { allChecks } from '../../../src-main/audit/checks/all-checks.ts';
import { type ChecklistStep, checklistStep, facts, type OwnChecklist } from '../../../src-main/contract/checklist.ts';
import { checklistOf, ownSteps } from '../../../src-main/incidents/checklist/checklist.ts';
import { wrongAutomation } from '../../../src-main/incidents/checklist/wrong-automation.ts';
import { failsWith } from '../store/temporary-store.ts';
import { noOwn } from './an-incident.ts';

/** The steps of the checklist that this was made from, by number; some are two, so that no one of both is said to be done by the other. */
const byNumber: string[][] = [
  ['open'],
  ['own-machine-clean'],
  ['freeze-changes'],
  ['isolate'],
  ['snapshot'],
  ['baseline'],
  ['contain-passwords'],
  ['contain-sessions'],
  ['remove-administrators'],
  ['reset-passwords'],
  ['clear-reset-keys'],
  ['application-passwords'],
  ['api-keys'],
  ['database-password'],
  ['server-credentials'],
  ['core-files'],
  ['plugin-files'],
  ['foreign-php'],
  ['server-settings'],
  ['wp-config'],
  ['cron', 'system-cron'],
  ['database-settings', 'stored-scripts'],
  ['database-extras', 'database-accounts'],
  ['entry-point'],
  ['clean-or-restore'],
  ['reinstall'],
  ['final-rotation'],
  ['harden'],
  ['two-factor'],
  ['neighbours'],
  ['reopen-site'],
  ['blocklists'],
  ['look-again'],
  ['tell'],
];

const step = (id: string): ChecklistStep => {
  const found = ownSteps.find((one) => one.id === id);
  if (!found) throw new Error(id);
  return found;
};

describe('Resalt’s own checklist', () => {
  it('has all 34 steps and no other', () => {
    expect(byNumber).toHaveLength(34);
    expect(ownSteps.map(({ id }) => id).sort()).toEqual(byNumber.flat().sort());
  });

  it.each(ownSteps.map((one) => [one.id, one] as const))('%s is as declared, and every sentence ends', (_, one) => {
    expect(checklistStep.parse(one)).toEqual(one);
    for (const sentence of [one.why, one.evidence, ...one.byHand]) expect(sentence).toMatch(/[.:;)”]$/);
    expect(one.title).not.toMatch(/\.$/);
    // Also where Resalt does it: some site can't be reached by it.
    expect(one.byHand.length).toBeGreaterThan(0);
  });

  it('orders what its operations take', () => {
    const automations = ownSteps.flatMap((one) => one.automations);
    expect(automations.map(wrongAutomation)).toEqual(automations.map(() => null));
    expect(automations.length).toBeGreaterThan(10);
  });

  it('stands in an order in which nothing comes before what it waits for', () => {
    const seen = new Set<string>();
    for (const { id, after } of ownSteps) {
      expect(after.filter((one) => !seen.has(one))).toEqual([]);
      seen.add(id);
    }
    for (const { until = [] } of ownSteps) for (const id of until) expect(seen).toContain(id);
  });

  it('uses each fact, and only checks that there are', () => {
    const verifications = ownSteps.flatMap((one) => one.verifications);
    expect(new Set(verifications.flatMap((one) => ('fact' in one ? one.fact : [])))).toEqual(new Set(facts));
    const names = new Set(allChecks.map(({ name }) => name));
    const asked = ownSteps.flatMap(({ automations, verifications }) => [
      ...automations.flatMap((one) => ('audit' in one ? one.audit : 'fix' in one ? one.fix : [])),
      ...verifications.flatMap((one) => ('checks' in one ? one.checks : [])),
    ]);
    expect([...new Set(asked)].filter((name) => !names.has(name))).toEqual([]);
  });

  it('rotates twice: the second time everything that was rotated in the first, and says why', () => {
    const { automations, verifications, why } = step('final-rotation');
    const again = [
      'contain-passwords',
      'contain-sessions',
      'reset-passwords',
      'clear-reset-keys',
      'application-passwords',
    ];
    for (const id of [...again, 'database-password']) {
      for (const one of step(id).verifications) expect(verifications).toContainEqual(one);
      for (const one of step(id).automations)
        if ('operation' in one)
          expect(automations.map((other) => 'operation' in other && other.operation)).toContain(one.operation);
    }
    expect(verifications).toContainEqual({ fact: 'no-api-keys' });
    expect(why).toContain('survived');
  });

  it('contains in one action, and keeps evidence before anything is changed', () => {
    expect(ownSteps.filter(({ containment }) => containment).map(({ id }) => id)).toEqual([
      ...['isolate', 'snapshot', 'baseline', 'contain-passwords', 'contain-sessions', 'application-passwords'],
    ]);
    expect(step('contain-passwords').after).toContain('snapshot');
    expect(step('isolate').until).toEqual(['reopen-site']);
  });

  it('leaves to a person what Resalt can’t see, without a verification that would say it is done', () => {
    for (const id of [
      'own-machine-clean',
      'freeze-changes',
      'system-cron',
      'database-accounts',
      'stored-scripts',
      'database-accounts',
      'two-factor',
      'blocklists',
      'tell',
    ])
      expect(step(id)).toMatchObject({ who: 'person', verifications: [] });
    expect(step('reinstall').byHand.join(' ')).toContain('wp core download --force');
  });
});

describe('An agency’s own checklist', () => {
  const mine = (id: string, more: Partial<ChecklistStep> = {}): ChecklistStep => ({
    ...{
      id,
      title: 'Tell the insurer',
      why: 'The policy wants it.',
      who: 'person',
      per: 'incident',
      evidence: 'A note.',
    },
    ...{ byHand: [], automations: [], verifications: [], after: [], containment: false },
    ...more,
  });
  const own = (parts: Partial<OwnChecklist>): OwnChecklist => ({ ...noOwn, ...parts });
  const hide = (...steps: string[]) => steps.map((one) => ({ step: one, reason: 'We have no shops.' }));

  it('hides with a reason, adds behind a step, and drops nothing', () => {
    const { steps, hidden, revision } = checklistOf(
      own({
        hide: hide('api-keys'),
        add: [
          { step: mine('insurer'), behind: 'isolate' },
          { step: mine('lawyer', { after: ['insurer'] }), behind: 'isolate' },
          { step: mine('party'), behind: null },
          { step: mine('broker'), behind: 'insurer' },
        ],
      }),
      7,
    );
    expect(revision).toBe(7);
    expect(hidden.map((one) => [one.step.id, one.reason])).toEqual([['api-keys', 'We have no shops.']]);
    expect(steps.map(({ id }) => id).slice(3, 8)).toEqual(['isolate', 'insurer', 'broker', 'lawyer', 'snapshot']);
    expect(steps.at(-1)?.id).toBe('party');
    expect(steps).toHaveLength(ownSteps.length - 1 + 4);
  });

  it('lets nobody wait for a hidden step, but for what that one waited for', () => {
    const { steps } = checklistOf(own({ hide: hide('clean-or-restore', 'reinstall') }), 1);
    const rotation = steps.find(({ id }) => id === 'final-rotation');
    expect(rotation?.after).toContain('foreign-php');
    expect(rotation?.after).not.toContain('clean-or-restore');
    const known = new Set(steps.map(({ id }) => id));
    expect(steps.flatMap(({ after }) => after).filter((id) => !known.has(id))).toEqual([]);
  });

  test.each<[string, Partial<OwnChecklist>, string]>([
    ['hides a step that there is not', { hide: hide('isolated') }, '“isolated”'],
    ['hides one twice', { hide: hide('isolate', 'isolate') }, 'twice'],
    ['calls a step as one of Resalt’s', { add: [{ step: mine('isolate'), behind: null }] }, '“isolate”'],
    [
      'calls two steps the same',
      {
        add: [
          { step: mine('a-b'), behind: null },
          { step: mine('a-b'), behind: null },
        ],
      },
      '“a-b”',
    ],
    ['waits for what there is not', { add: [{ step: mine('a-b', { after: ['c-d'] }), behind: null }] }, '“c-d”'],
    ['stands behind what there is not', { add: [{ step: mine('a-b'), behind: 'c-d' }] }, '“c-d”'],
    ['waits for itself', { add: [{ step: mine('a-b', { after: ['a-b'] }), behind: null }] }, 'circle'],
    [
      'waits in a circle',
      {
        add: [
          { step: mine('a-b', { after: ['c-d'] }), behind: null },
          { step: mine('c-d', { after: ['a-b'] }), behind: null },
        ],
      },
      'circle',
    ],
    [
      'stands behind each other',
      {
        add: [
          { step: mine('a-b'), behind: 'c-d' },
          { step: mine('c-d'), behind: 'a-b' },
        ],
      },
      'circle',
    ],
    [
      'claims to be part of the containment',
      { add: [{ step: mine('a-b', { containment: true }), behind: null }] },
      '“a-b”',
    ],
    [
      'orders what an operation does not take',
      {
        add: [
          {
            step: mine('a-b', {
              automations: [{ operation: 'RevokeTokens', arguments: { tokens: [{ kind: 'all' }] } }],
            }),
            behind: null,
          },
        ],
      },
      'RevokeTokens',
    ],
    [
      'says what an operation does not know',
      {
        add: [
          {
            step: mine('a-b', { automations: [{ operation: 'ChangeDatabasePassword', arguments: { quick: true } }] }),
            behind: null,
          },
        ],
      },
      '“quick”',
    ],
  ])('that %s is refused, and the place is named', (_, parts, place) => {
    const bad = () => checklistOf(own(parts), 1);
    expect(bad).toThrow(expect.objectContaining(failsWith('INPUT_INVALID')));
    expect(bad).toThrow(place);
  });
});
