import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type SessionPolicy, sessionPolicy } from '../../../src-main/contract/session-policies.ts';
import { blankDraft, draftOf, meaningOf, readDraft } from '../../../src-renderer/stores/policy-draft.ts';

const id = 'p_abcdef';
const label = fc.string({ minLength: 1, maxLength: 40 }).filter((text) => text.trim() === text && text !== '');
const policies: fc.Arbitrary<SessionPolicy> = fc
  .record({
    id: fc.constant(id),
    name: label,
    of: fc.oneof(
      fc.constant({ all: true as const }),
      label.map((client) => ({ client })),
      label.map((tag) => ({ tag })),
    ),
    mostPerUser: fc.option(fc.integer({ min: 1, max: 1000 })),
    oldestDays: fc.option(fc.integer({ min: 1, max: 3650 })),
    noExpired: fc.boolean(),
    sweeps: fc.option(fc.constantFrom('0 3 * * *', '*/5 * * * 1-5')),
    proof: fc.boolean(),
  })
  .map(({ proof, ...one }) => (proof ? { ...one, proof } : one))
  .filter((one) => one.mostPerUser !== null || one.oldestDays !== null || one.noExpired);

describe('a policy in a form', () => {
  it('comes out as it went in', () =>
    fc.assert(
      fc.property(policies, (policy) => {
        expect(readDraft(draftOf(policy), id, [])).toEqual({ policy, wrong: {}, missing: {} });
      }),
    ));

  it('whatever is typed, only what the contract takes comes out, and else something is said', () => {
    const typed = fc.oneof(
      fc.string(),
      fc.integer(),
      fc.double(),
      fc.constantFrom('', '0', '-1', '1e3', '1001', ' 5 '),
    );
    const drafts = fc.record({
      name: fc.string({ maxLength: 120 }),
      reach: fc.constantFrom('all' as const, 'client' as const, 'tag' as const),
      ...{ client: fc.string({ maxLength: 50 }), tag: fc.string({ maxLength: 50 }), most: typed, oldest: typed },
      ...{ noExpired: fc.boolean(), itself: fc.boolean(), proof: fc.boolean(), sweeps: fc.string({ maxLength: 30 }) },
    });
    fc.assert(
      fc.property(drafts, (draft) => {
        const { policy, wrong, missing } = readDraft(draft, id, ['Nightly']);
        if (policy) expect(sessionPolicy.safeParse(policy).success).toBe(true);
        expect(policy === null).toBe(Object.keys({ ...wrong, ...missing }).length > 0);
      }),
    );
  });

  it('begins with nothing ruled and nothing swept, and takes no name twice', () => {
    const { policy, wrong, missing } = readDraft(blankDraft, id, []);
    expect([policy, wrong, Object.keys(missing)]).toEqual([null, {}, ['name', 'rules']]);
    expect(blankDraft.itself).toBe(false);
    const again = readDraft({ ...blankDraft, name: ' Nightly ', noExpired: true }, id, ['Nightly']);
    expect([again.policy, again.wrong.name]).toEqual([null, 'There is a policy of that name.']);
  });

  it('another name or schedule ends nothing else; another rule or site may', () =>
    fc.assert(
      fc.property(policies, policies, (one, other) => {
        expect(meaningOf({ ...one, name: 'x', sweeps: null })).toBe(meaningOf(one));
        const same = readDraft(
          draftOf({
            ...one,
            of: other.of,
            noExpired: other.noExpired,
            mostPerUser: other.mostPerUser,
            oldestDays: other.oldestDays,
          }),
          id,
          [],
        ).policy;
        expect(same && meaningOf(same) === meaningOf(one)).toBe(JSON.stringify(same) === JSON.stringify(one));
      }),
    ));
});
