import { ResaltError } from '../contract/failures.ts';
import { namesASuspect } from '../incidents/timeline/own-suspects.ts';
import type { KeptAudit, KeptFinding } from '../store/kept-audits/kept-types.ts';
import type { Finds } from '../store/timeline-finds.ts';
import type { Parts } from './parts.ts';

/** Of a site in an incident; beyond, the oldest stay: an entry point is looked for. */
const mostFindings = 3000;
const mostAdministrators = 500;

/** What an audit found stays known to the incident when it was cleaned. Writes only where there is something new. */
export async function rememberFound(
  { timelineFinds }: Pick<Parts, 'timelineFinds'>,
  incident: string,
  audit: KeptAudit,
): Promise<void> {
  const known = await timelineFinds.of(incident, audit.siteId).catch(orNone);
  const before = new Set(known.findings.map(keyOf));
  const findings = audit.findings.filter((one) => namesASuspect(one) && !before.has(keyOf(one)));
  const people = audit.drift.flatMap(({ kind, user }) =>
    kind === 'new-administrator' && user !== null && !known.administrators.includes(user) ? [user] : [],
  );
  if (findings.length === 0 && people.length === 0) return;
  await timelineFinds.keep(incident, audit.siteId, {
    findings: [...known.findings, ...findings].slice(0, mostFindings),
    administrators: [...known.administrators, ...new Set(people)].slice(0, mostAdministrators),
  });
}

/** What was known of these sites when they came into the incident. */
export async function rememberAll(
  parts: Pick<Parts, 'timelineFinds' | 'audits'>,
  incident: string,
  sites: readonly { siteId: string }[],
): Promise<void> {
  for (const { siteId } of sites) {
    const audit = await parts.audits.of(siteId).catch(() => null);
    if (audit) await rememberFound(parts, incident, audit);
  }
}

const keyOf = ({ check, contentHash }: KeptFinding): string => `${check} ${contentHash}`;

/** What does not open is begun anew: what audits find now is not to be lost for it. */
function orNone(error: unknown): Finds {
  if (error instanceof ResaltError && error.code === 'VAULT_DAMAGED') return { findings: [], administrators: [] };
  throw error;
}

/** What audits found since the incident was opened; `lacks`: that it could not be read. */
export async function foundBefore(
  { timelineFinds }: Pick<Parts, 'timelineFinds'>,
  incident: string,
  siteId: string,
): Promise<Finds & { lacks: string }> {
  try {
    return { ...(await timelineFinds.of(incident, siteId)), lacks: '' };
  } catch (error) {
    if (!(error instanceof ResaltError) || error.code === 'VAULT_LOCKED') throw error;
    return { findings: [], administrators: [], lacks: 'What earlier audits of this incident found could not be read.' };
  }
}
