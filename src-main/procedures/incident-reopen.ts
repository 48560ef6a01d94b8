import type { ChecklistStep, Fact } from '../contract/checklist.ts';
import type { Incident } from '../contract/incidents.ts';
import { judgeKept } from '../incidents/judge-kept.ts';
import { falls } from '../incidents/verdict-lines.ts';
import { type StepVerdict, verifySite } from '../incidents/verify-site.ts';
import { readyOf } from './agreements.ts';
import { aroundOf } from './incident-around.ts';
import { schedule } from './incident-recheck.ts';
import { writeVerdicts } from './incident-verify.ts';
import type { Parts } from './parts.ts';
import { rememberFound } from './timeline-finds.ts';

/**
 * What comes in of a site may show that a step no longer holds: an audit that is kept tells what its checks found; after an inspection, or a run that is of no
 * incident, the salts and the database password in force are read. Only what speaks against a step is written: nothing is called done by it. Returns how to stop.
 */
export function followSites(parts: Parts, onAuditKept: (listener: (siteId: string) => void) => () => void): () => void {
  const { runs, incidents, incidentWork } = parts;
  const stops = [
    onAuditKept((siteId) =>
      incidentWork.later(() => eachOpen(parts, siteId, (incident) => byAudit(parts, incident, siteId))),
    ),
    runs.onRecord(({ run }, record) => {
      if (record.kind !== 'site.ended' || run.dryRun || run.options.incident) return;
      incidentWork.later(() => eachOpen(parts, record.siteId, (incident) => byReading(parts, incident, record.siteId)));
    }),
    incidents.onChange((id) => incidentWork.later(() => schedule(parts, id))),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

async function eachOpen(parts: Parts, siteId: string, work: (incident: Incident) => Promise<void>): Promise<void> {
  if (parts.vault.state() !== 'unlocked') return;
  await parts.incidents.ready();
  if (parts.incidents.openOn(siteId) === 0) return;
  for (const { id, closedAt, sites } of await parts.incidents.list())
    if (closedAt === null && sites.some((one) => one.siteId === siteId)) await work(await parts.incidents.show(id));
}

async function byAudit(parts: Parts, incident: Incident, siteId: string): Promise<void> {
  const audit = await parts.audits.of(siteId);
  const site = parts.store.sites.get(siteId);
  if (!audit || !site) return;
  await rememberFound(parts, incident.id, audit);
  const agreed = readyOf(parts);
  const verdicts = verifiedOn(incident, siteId).flatMap(
    ({ step, at }) => judgeKept({ step, site, at }, audit, agreed) ?? [],
  );
  await writeFallen(parts, incident, siteId, verdicts);
}

/** They are in files, and what puts an old file back breaks them. */
const readAgain: readonly Fact[] = ['salts-as-rotated', 'database-password-as-changed'];

async function byReading(parts: Parts, incident: Incident, siteId: string): Promise<void> {
  const site = parts.store.sites.get(siteId);
  const steps = verifiedOn(incident, siteId).flatMap(({ step }): ChecklistStep[] => {
    const verifications = step.verifications.filter((one) => 'fact' in one && readAgain.includes(one.fact));
    return verifications.length > 0 ? [{ ...step, verifications }] : [];
  });
  if (!site || steps.length === 0) return;
  const verdicts = await verifySite({ site, incident, steps }, await aroundOf(parts, incident));
  await writeFallen(parts, incident, siteId, verdicts);
}

const verifiedOn = ({ steps }: Incident, siteId: string) =>
  steps.flatMap((step) => {
    const standing = step.standings.find((one) => one.siteId === siteId || one.siteId === null);
    return standing?.state === 'verified' && step.per === 'site' ? [{ step, at: standing.at ?? '' }] : [];
  });

async function writeFallen(
  parts: Parts,
  { id }: Incident,
  siteId: string,
  verdicts: readonly StepVerdict[],
): Promise<void> {
  const folded = await parts.incidents.folded(id);
  const fallen = verdicts.filter(({ step, holds }) => holds === false && falls(folded, step, siteId));
  if (fallen.length > 0) await writeVerdicts(parts, id, siteId, fallen);
}
