import { createHash } from 'node:crypto';
import {
  type Administrator,
  type CheckName,
  type Evidence,
  type Finding,
  type Looked,
  severities,
} from '../contract/findings.ts';
import { type AuditReading, fileParts, type ReadingPart } from '../wordpress/audit-reading.ts';
import { allChecks } from './checks/all-checks.ts';
import { administratorsOf, type Check, type Found, moment } from './checks/check.ts';
import { severityOf } from './severity.ts';

export interface Audited {
  findings: Finding[];
  administrators: Administrator[];
  checks: Looked[];
  /** All administrators there are were seen; otherwise there may be more. */
  administratorsWhole: boolean;
}

/** Of one check on one site; beyond it the check has looked only partly. */
export const mostFindings = 500;

/** Judges what was read from one site. `only`: these checks; all of them otherwise. */
export function findIn(
  site: { id: string; name: string },
  reading: AuditReading,
  only?: ReadonlySet<CheckName>,
): Audited {
  const checks = allChecks.filter(({ name }) => only?.has(name) ?? true);
  const found = checks.map((check) => ({ check, all: looksAtAll(check, reading) ? check.find(reading) : [] }));
  const findings = found.flatMap(({ check, all }) =>
    all.slice(0, mostFindings).map((one) => asFinding(site, check, one)),
  );
  return {
    findings: findings.sort(worstFirst),
    administrators: administratorsOf(reading).map(({ id, login, email, how }) => ({
      ...{ siteId: site.id, site: site.name, userId: id, user: login, email, how, approved: false },
    })),
    checks: found.map(({ check, all }) => lookedOf(check, reading, all.length)),
    administratorsWhole: !(['rights', 'people', 'blogs'] as const).some((part) => reading.unread.has(part)),
  };
}

/** What these checks look at; undefined: all that there is. */
export function partsReadBy(only: ReadonlySet<CheckName> | undefined): ReadonlySet<ReadingPart> | undefined {
  return only && new Set(allChecks.filter(({ name }) => only.has(name)).flatMap(({ reads }) => reads));
}

/** Whether any of these checks looks at files: a scan costs more than all else together. */
export const looksAtFiles = (only?: ReadonlySet<CheckName>): boolean =>
  // It asks from outside for what lies about: that has to be known first.
  only?.has('backup-readable') ||
  allChecks.some(
    ({ name, reads }) => (only?.has(name) ?? true) && reads.some((part) => fileParts.some((one) => one === part)),
  );

const looksAtAll = ({ reads }: Check, { unread }: AuditReading) =>
  reads.every((part) => unread.get(part)?.partly !== false);

function lookedOf({ name, reads }: Check, { unread }: AuditReading, found: number): Looked {
  const missing = reads.flatMap((part) => unread.get(part) ?? []);
  const why = [...new Set(missing.map((one) => one.why))].join(' ').slice(0, 1000);
  if (missing.some(({ partly }) => !partly)) return { check: name, looked: 'not', why };
  if (missing.length > 0) return { check: name, looked: 'partly', why };
  if (found <= mostFindings) return { check: name, looked: 'whole', why: null };
  return { check: name, looked: 'partly', why: `It found ${found}; the first ${mostFindings} are shown.` };
}

function asFinding(site: { id: string; name: string }, { name: check }: Check, found: Found): Finding {
  const { harm, confidence, about, seen = {}, fix } = found;
  const bounded = boundedEvidence(about);
  return {
    ...{ siteId: site.id, site: site.name, check, severity: severityOf(harm, confidence), confidence },
    title: found.title.slice(0, 500),
    where: found.where.slice(0, 500),
    since: moment(found.since),
    why: found.why.slice(0, 1000),
    evidence: { ...bounded, ...boundedEvidence(seen) },
    fix: fix && { operation: fix.operation, arguments: boundedEvidence(fix.arguments) },
    byHand: found.byHand.slice(0, 1000),
    contentHash: createHash('sha256')
      .update(JSON.stringify([check, bounded]))
      .digest('hex'),
    accepted: false,
  };
}

/** As the contract bounds it: what comes from a site may be of any size. */
const boundedEvidence = (evidence: Evidence): Evidence =>
  Object.fromEntries(
    Object.entries(evidence).map(([key, value]) => {
      if (typeof value === 'string') return [key, value.slice(0, 2000)];
      return [key, Array.isArray(value) ? value.slice(0, 200).map((one) => one.slice(0, 500)) : value];
    }),
  );

export const worstFirst = (one: Pick<Finding, 'severity'>, other: Pick<Finding, 'severity'>): number =>
  severities.indexOf(one.severity) - severities.indexOf(other.severity);
