import type { DriftKind } from '../contract/drift.ts';
import { driftKinds } from '../contract/drift.ts';
import type { CheckName } from '../contract/findings.ts';
import type { KeptAdministrator, KeptDrift, KeptFinding } from '../store/kept-audits/kept-types.ts';
import { fileParts } from '../wordpress/audit-reading.ts';
import { allChecks } from './checks/all-checks.ts';

/** Between which two looks, ISO 8601 UTC. */
interface Between {
  at: string;
  since: string;
}

const none = { userId: null, user: null, email: null, check: null, severity: null, contentHash: null };
const named = ({ user, userId }: KeptAdministrator) => `${user || 'without a name'} (user ${userId})`;

/** Who became, or is no longer, an administrator, and of whom rights, login or e-mail address changed. */
export function driftOfAdministrators(
  before: readonly KeptAdministrator[],
  now: readonly KeptAdministrator[],
  between: Between,
): KeptDrift[] {
  const was = new Map(before.map((one) => [one.userId, one]));
  const is = new Set(now.map(({ userId }) => userId));
  const of = (kind: DriftKind, what: string, { userId, user, email }: KeptAdministrator): KeptDrift => ({
    ...{ ...none, ...between, kind, what: what.slice(0, 1000), userId, user, email },
  });
  const gone = before.filter(({ userId }) => !is.has(userId));
  return [
    ...now.flatMap((one) => {
      const earlier = was.get(one.userId);
      if (!earlier)
        return [of('new-administrator', `${named(one)} is a new administrator: ${one.how.join('; ')}`, one)];
      const what = whatChanged(earlier, one);
      return what === null ? [] : [of('changed-administrator', `${named(one)}: ${what}`, one)];
    }),
    ...gone.map((one) => of('gone-administrator', `${named(one)} is no longer an administrator`, one)),
  ];
}

function whatChanged(was: KeptAdministrator, is: KeptAdministrator): string | null {
  const changes = [
    was.user === is.user ? null : `was called ${was.user || 'nothing'} before`,
    was.email.toLowerCase() === is.email.toLowerCase() ? null : `has the e-mail address ${is.email || 'none'} now`,
    sameRights(was.how, is.how) ? null : `is an administrator by ${is.how.join('; ')}, before by ${was.how.join('; ')}`,
  ];
  return changes.filter((one) => one !== null).join('; ') || null;
}

const sameRights = (one: readonly string[], other: readonly string[]) =>
  JSON.stringify([...one].sort()) === JSON.stringify([...other].sort());

/** What opens the site without a login, each of which is a finding of its own. */
const tokens: ReadonlySet<CheckName> = new Set([
  ...['application-password', 'woocommerce-key', 'gravity-forms-key', 'plugin-token', 'user-token', 'jwt-secret'],
  'authorized-keys',
] as const);
const ofFiles: ReadonlySet<CheckName> = new Set([
  'wp-config-statement',
  ...allChecks
    .filter(({ reads }) => reads.some((part) => fileParts.some((one) => one === part)))
    .map(({ name }) => name),
]);

function kindOf(check: CheckName, changed: boolean): DriftKind {
  if (tokens.has(check)) return changed ? 'changed-finding' : 'new-token';
  if (ofFiles.has(check)) return 'changed-files';
  return changed ? 'changed-finding' : 'new-finding';
}

/** By their contents. One that is gone and one that is new at the same place are one that changed. */
export function driftOfFindings(
  before: readonly KeptFinding[],
  now: readonly KeptFinding[],
  between: Between,
): KeptDrift[] {
  const hashes = (all: readonly KeptFinding[]) => new Set(all.map(keyOf));
  const [was, is] = [hashes(before), hashes(now)];
  const gone = before.filter((one) => !is.has(keyOf(one)));
  const added = now.filter((one) => !was.has(keyOf(one)));
  const goneAt = byPlace(gone);
  const addedAt = byPlace(added);
  const isChange = (one: KeptFinding) =>
    goneAt.get(placeOf(one))?.length === 1 && addedAt.get(placeOf(one))?.length === 1;
  const of = (kind: DriftKind, { title, check, severity, contentHash }: KeptFinding): KeptDrift => ({
    ...{ ...none, ...between, kind, what: title, check, severity, contentHash },
  });
  return [
    ...added.map((one) => of(kindOf(one.check, isChange(one)), one)),
    ...gone.filter((one) => !isChange(one)).map((one) => of('gone-finding', one)),
  ];
}

const keyOf = ({ check, contentHash }: KeptFinding) => `${check} ${contentHash}`;
const placeOf = ({ check, where }: KeptFinding) => `${check} ${where}`;

function byPlace(findings: readonly KeptFinding[]): Map<string, KeptFinding[]> {
  const places = new Map<string, KeptFinding[]>();
  for (const one of findings) places.set(placeOf(one), [...(places.get(placeOf(one)) ?? []), one]);
  return places;
}

/** Of one site; beyond it the least grave are let go. */
const most = 1000;

/** Puts what a look saw to what nobody has seen yet. The same thing once more stands there once, since when it was first not seen. */
export function addDrift(
  { drift, moreDrift }: { drift: readonly KeptDrift[]; moreDrift: number },
  seen: readonly KeptDrift[],
): { drift: KeptDrift[]; moreDrift: number } {
  const all = new Map(drift.map((one) => [subjectOf(one), one]));
  for (const one of seen) {
    const earlier = all.get(subjectOf(one));
    all.set(subjectOf(one), earlier ? { ...one, since: earlier.since } : one);
  }
  const sorted = [...all.values()].sort(gravestFirst);
  return { drift: sorted.slice(0, most), moreDrift: moreDrift + Math.max(0, sorted.length - most) };
}

const subjectOf = ({ kind, userId, check, contentHash }: KeptDrift) =>
  JSON.stringify([kind, userId, check, contentHash]);

/** And of those that are as grave the newest. */
export const gravestFirst = (one: Pick<KeptDrift, 'kind' | 'at'>, other: Pick<KeptDrift, 'kind' | 'at'>): number =>
  driftKinds.indexOf(one.kind) - driftKinds.indexOf(other.kind) || (one.at < other.at ? 1 : one.at > other.at ? -1 : 0);

/** So many were counted, where the audit before found fewer. */
export const moreAdministrators = (counted: number, known: number, between: Between): KeptDrift => ({
  ...{ ...none, ...between, kind: 'more-administrators' },
  what: `There are ${counted} administrators; the last audit found ${known}. Audit the site to see who is new`,
});

/** The last look could not be read. */
export const begunAnew = (at: string): KeptDrift => ({
  ...{ ...none, at, since: at, kind: 'begun-anew' },
  what: 'What was kept of the last audit could not be read; what changed before this look is not known',
});
