import type { Failure } from '../contract/failures.ts';
import type { CheckName } from '../contract/findings.ts';
import type { Inspection } from '../contract/inspection.ts';
import type { KeptAudit, KeptFinding, KeptPerson } from '../store/kept-audits/kept-types.ts';
import { addDrift, begunAnew, driftOfAdministrators, driftOfFindings, moreAdministrators } from './drift.ts';
import { type Audited, mostFindings, worstFirst } from './find.ts';

export const noAudit = (siteId: string): KeptAudit => ({
  ...{ siteId, lookedAt: null, failure: null, failedAt: null, checks: [], findings: [] },
  ...{ administrators: [], administratorsAt: null, people: [], drift: [], moreDrift: 0 },
});

/** What one look found, at the moment before its first row was read. */
export interface Look {
  at: string;
  audited: Audited;
  people: KeptPerson[];
}

/**
 * What is known after a look. What it did not look at stays as the last look there found it, with that look's time; of what it looked at in
 * part nothing is taken for gone. The first look at a thing is what later ones are compared with: it is no drift. Null where a later
 * look is known already.
 */
export function afterAudit(siteId: string, before: KeptAudit | 'damaged' | null, look: Look): KeptAudit | null {
  const { at, audited, people } = look;
  const was = before === 'damaged' || before === null ? noAudit(siteId) : before;
  if (was.lookedAt !== null && at < was.lookedAt) return null;
  const { findings, drift: ofFindings } = findingsAfter(was, audited, at);
  const people_ = audited.administratorsWhole ? people : union(was.people, people);
  const administrators = audited.administrators.map(({ userId, user, email, how }) => ({ userId, user, email, how }));
  const all = audited.administratorsWhole ? administrators : union(was.administrators, administrators);
  const ofPeople =
    was.administratorsAt === null
      ? []
      : driftOfAdministrators(was.administrators, all, { at, since: was.administratorsAt });
  const checked = new Set(audited.checks.filter(({ looked }) => looked !== 'not').map(({ check }) => check));
  return {
    ...{ siteId, lookedAt: at, failure: null, failedAt: null },
    checks: [
      ...was.checks.filter(({ check }) => !audited.checks.some((one) => one.check === check)),
      ...audited.checks.map((one) => ({ ...one, at: checked.has(one.check) ? at : lastLook(was, one.check, at) })),
    ],
    findings,
    administrators: all,
    administratorsAt: audited.administratorsWhole ? at : was.administratorsAt,
    people: people_,
    ...addDrift(was, [...(before === 'damaged' ? [begunAnew(at)] : []), ...ofPeople, ...ofFindings]),
  };
}

/** A look that read nothing: what was known stays. Null where a later one is known already. */
export function afterFailure(
  siteId: string,
  before: KeptAudit | 'damaged' | null,
  failure: Failure,
  at: string,
): KeptAudit | null {
  // One that can't be read is told as such until a look begins anew.
  if (before === 'damaged') return null;
  const was = before ?? noAudit(siteId);
  return was.lookedAt !== null && at < was.lookedAt ? null : { ...was, failure, failedAt: at };
}

/**
 * What an inspection adds: that there are more administrators than were known. It counts those of the main blog by the audit's own
 * judgement, so that more is always news. As many may hide that one came and one went: the next audit tells. Null where it adds nothing.
 */
export function afterInspection(
  before: KeptAudit | 'damaged' | null,
  { administrators: counted, at }: Pick<Inspection, 'administrators' | 'at'>,
): KeptAudit | null {
  if (before === null || before === 'damaged' || counted === null) return null;
  const { administrators, administratorsAt } = before;
  if (administratorsAt === null || at <= administratorsAt || counted <= administrators.length) return null;
  return {
    ...before,
    ...addDrift(before, [moreAdministrators(counted, administrators.length, { at, since: administratorsAt })]),
  };
}

const lastLook = (was: KeptAudit, check: CheckName, at: string): string =>
  was.checks.find((one) => one.check === check)?.at ?? at;

function findingsAfter(was: KeptAudit, audited: Audited, at: string) {
  const now = byCheck(
    audited.findings.map(
      ({ siteId: _id, site: _site, accepted: _accepted, acceptance: _acceptance, ...one }): KeptFinding => ({
        ...one,
        at,
      }),
    ),
  );
  const earlier = byCheck(was.findings);
  const drift = [];
  const lookedAt = new Map(was.checks.filter(({ looked }) => looked !== 'not').map(({ check, at }) => [check, at]));
  for (const { check, looked } of audited.checks) {
    if (looked === 'not') continue;
    const [before, found] = [earlier.get(check) ?? [], now.get(check) ?? []];
    const all = looked === 'whole' ? found : unionOfFindings(before, found);
    const since = lookedAt.get(check);
    if (since !== undefined) drift.push(...driftOfFindings(before, all, { at, since }));
    earlier.set(check, all);
  }
  return { findings: [...earlier.values()].flat().sort(bySeverity), drift };
}

const bySeverity = (one: KeptFinding, other: KeptFinding) => worstFirst(one, other);

function byCheck(findings: readonly KeptFinding[]): Map<CheckName, KeptFinding[]> {
  const checks = new Map<CheckName, KeptFinding[]>();
  for (const one of findings) {
    const theirs = checks.get(one.check);
    if (theirs) theirs.push(one);
    else checks.set(one.check, [one]);
  }
  return checks;
}

function unionOfFindings(before: readonly KeptFinding[], now: readonly KeptFinding[]): KeptFinding[] {
  const seen = new Set(now.map(({ contentHash }) => contentHash));
  return [...now, ...before.filter(({ contentHash }) => !seen.has(contentHash))].slice(0, mostFindings);
}

const mostPeople = 5000;

/** Where not all of them were read, whoever was known before may still be there. */
function union<T extends { userId: number }>(before: readonly T[], now: readonly T[]): T[] {
  const seen = new Set(now.map(({ userId }) => userId));
  return [...now, ...before.filter(({ userId }) => !seen.has(userId))].slice(0, mostPeople);
}
