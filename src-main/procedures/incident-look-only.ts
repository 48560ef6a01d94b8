import { ResaltError } from '../contract/failures.ts';
import { type CheckName, checkNames } from '../contract/findings.ts';
import type { Incident, IncidentStep } from '../contract/incidents.ts';
import type { NewLine } from '../incidents/lines.ts';
import { inWords } from '../incidents/verifications/checks-hold.ts';
import { isNeighbour } from '../incidents/verifications/neighbours-looked-at.ts';
import type { KeptAudit } from '../store/kept-audits/kept-types.ts';
import { auditAndKeep } from './incident-around.ts';
import { verifySteps } from './incident-verify.ts';
import type { Parts } from './parts.ts';
import { eachSite } from './sessions.ts';

/** A step in which nothing is to be changed: what it looks for is looked at, and whether it holds. INPUT_INVALID where it has neither. */
export async function lookOnly(
  parts: Parts,
  incident: Incident,
  step: IncidentStep,
  siteIds: readonly string[],
): Promise<{ run: null }> {
  const beside = checksBeside(step);
  if (step.verifications.length + step.automations.length === 0)
    throw new ResaltError('INPUT_INVALID', `“${step.title}” is a person’s: do it, then tick it with a note.`, 'never');
  await parts.incidentWork.begin(incident.id, [step.id], siteIds, async () => {
    await auditNeighbours(parts, step, siteIds);
    await verifySteps(parts, incident, { steps: [step], siteIds, also: beside });
    if (step.verifications.length === 0) await noteFound(parts, incident, step, siteIds, beside);
  });
  return { run: null };
}

/** Of a step that a person ticks: what the look that helps them has found, for the record; a line of its own for each site, as it may be another client's. */
async function noteFound(
  parts: Parts,
  incident: Incident,
  step: IncidentStep,
  siteIds: readonly string[],
  checks: readonly CheckName[],
): Promise<void> {
  const lines: NewLine[] = [];
  for (const siteId of siteIds) {
    const audit = await parts.audits.of(siteId);
    const outcome = audit === null || audit.failure ? ('failed' as const) : null;
    const told = (audit ? foundIn(audit, checks) : 'It was not looked at.').slice(0, 2000);
    lines.push({ kind: 'ended', step: step.id, part: 0, run: null, sites: [{ siteId, outcome, told }] });
  }
  await parts.incidents.write(incident.id, ...lines);
}

/** Without findings only what was looked at whole is called clean. */
function foundIn({ failure, findings, checks }: KeptAudit, wanted: readonly CheckName[]): string {
  if (failure) return failure.message;
  const found = findings.filter(({ check }) => wanted.includes(check));
  const partly = checks.filter(({ check, looked }) => wanted.includes(check) && looked !== 'whole');
  const missing =
    partly.length > 0
      ? ` Not looked at whole: ${partly.map(({ check, why }) => `${check} (${why ?? ''})`).join('; ')}`
      : '';
  return `${found.length > 0 ? `Found: ${inWords(found)}.` : 'Nothing was found.'}${missing}`;
}

/** Where the step is about them: the other sites of the same servers, by all checks. */
async function auditNeighbours(
  parts: Parts,
  { verifications }: IncidentStep,
  siteIds: readonly string[],
): Promise<void> {
  if (!verifications.some((one) => 'fact' in one && one.fact === 'neighbours-looked-at')) return;
  const all = parts.store.sites.list();
  const mine = all.filter(({ id }) => siteIds.includes(id));
  const others = all.filter((site) => mine.some((one) => one.id !== site.id && isNeighbour(one, site)));
  await eachSite(parts, others, (site) => auditAndKeep(parts, site, checkNames));
}

/** What a step looks for and no verification of it asks. */
export const checksBeside = ({ automations }: IncidentStep) =>
  automations.flatMap((one) => ('audit' in one ? one.audit : []));
