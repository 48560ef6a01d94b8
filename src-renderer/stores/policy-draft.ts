import type { SessionPolicy } from '../../src-main/contract/session-policies.ts';

/** A policy as a form has it; figures are text while they are being typed. */
export interface PolicyDraft {
  name: string;
  reach: 'all' | 'client' | 'tag';
  client: string;
  tag: string;
  most: string | number;
  oldest: string | number;
  noExpired: boolean;
  /** Whether it is swept by itself. */
  itself: boolean;
  sweeps: string;
  /** Whether each sweep is proven by a canary. */
  proof: boolean;
}
export type DraftField = 'name' | 'which' | 'most' | 'oldest' | 'rules' | 'sweeps';
type Said = Partial<Record<DraftField, string>>;

/** What a policy begins as: nothing is ruled, nothing is swept by itself. */
export const blankDraft: PolicyDraft = {
  ...{ name: '', reach: 'all', client: '', tag: '', most: '', oldest: '' },
  ...{ noExpired: false, itself: false, sweeps: '0 3 * * *', proof: false },
};

export const draftOf = ({
  name,
  of,
  mostPerUser,
  oldestDays,
  noExpired,
  sweeps,
  proof,
}: SessionPolicy): PolicyDraft => ({
  name,
  reach: 'client' in of ? 'client' : 'tag' in of ? 'tag' : 'all',
  client: 'client' in of ? of.client : '',
  tag: 'tag' in of ? of.tag : '',
  most: mostPerUser ?? '',
  oldest: oldestDays ?? '',
  noExpired,
  itself: sweeps !== null,
  sweeps: sweeps ?? blankDraft.sweeps,
  proof: proof ?? false,
});

/**
 * The policy that a form says; null while it says none. `wrong`: what stands in a field can't be, said at once. `missing`: what
 * is still to be said, told when somebody wants to go on.
 */
export function readDraft(
  draft: PolicyDraft,
  id: string,
  taken: readonly string[],
): { policy: SessionPolicy | null; wrong: Said; missing: Said } {
  const { reach, noExpired, itself } = draft;
  const [name, client, tag, sweeps] = [draft.name, draft.client, draft.tag, draft.sweeps].map((text) =>
    text.trim(),
  ) as [...[string, string, string, string]];
  const [most, oldest] = [figure(draft.most, 1000), figure(draft.oldest, 3650)];
  const which = reach === 'client' ? client : tag;
  const wrong: Said = {
    ...(name.length > 100 ? { name: 'At most 100 characters.' } : {}),
    ...(taken.includes(name) ? { name: 'There is a policy of that name.' } : {}),
    ...(most === 'wrong' ? { most: 'A whole number from 1 to 1,000, or nothing.' } : {}),
    ...(oldest === 'wrong' ? { oldest: 'A whole number from 1 to 3,650, or nothing.' } : {}),
  };
  const rulesNothing = most === null && oldest === null && !noExpired;
  const missing: Said = {
    ...(name === '' ? { name: 'It needs a name.' } : {}),
    ...(reach !== 'all' && which === '' ? { which: `Choose a ${reach}.` } : {}),
    ...(rulesNothing ? { rules: 'It rules nothing yet: fill in a figure, or tick “No expired ones”.' } : {}),
    ...(itself && sweeps === '' ? { sweeps: 'When is it to be swept?' } : {}),
  };
  if (most === 'wrong' || oldest === 'wrong' || Object.keys({ ...wrong, ...missing }).length > 0)
    return { policy: null, wrong, missing };
  const of = reach === 'all' ? { all: true as const } : reach === 'client' ? { client } : { tag };
  const rules = { mostPerUser: most, oldestDays: oldest, noExpired };
  const proof = draft.proof ? { proof: true } : {};
  return { policy: { id, name, of, ...rules, sweeps: itself ? sweeps : null, ...proof }, wrong, missing };
}

/** null: nothing is said. */
function figure(typed: string | number, most: number): number | null | 'wrong' {
  if (typed === '') return null;
  const value = Number(typed);
  return Number.isInteger(value) && value >= 1 && value <= most ? value : 'wrong';
}

/** What of a policy decides what ends: as long as it is the same, what was shown of it holds. */
export const meaningOf = ({ of, mostPerUser, oldestDays, noExpired }: SessionPolicy): string =>
  JSON.stringify([of, mostPerUser, oldestDays, noExpired]);
