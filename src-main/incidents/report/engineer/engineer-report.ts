import type { ReportBlock, ReportDocument } from '../../../contract/reports.ts';
import { heading, row, table } from '../blocks.ts';
import { type Cited, newCited } from '../cited.ts';
import type { Material } from '../material.ts';
import { dateTime, exactTime } from '../moments.ts';
import { isStepDone } from '../standings.ts';
import { count, size } from '../wording.ts';
import { alertsAndLooks } from './alerts-and-looks.ts';
import { causeAndTimeline } from './cause-and-timeline.ts';
import { evidenceSection } from './evidence-section.ts';
import { foundSection } from './found-section.ts';
import { notDoneSection, notSeenSection } from './not-done.ts';
import { recordSection } from './record-section.ts';
import { runsSection } from './runs-section.ts';
import { hiddenSection, stepsSection } from './steps-section.ts';

/**
 * Everything that is known of an incident, first of all what is not done. `record`: the same with each line of the record and its
 * hash.
 */
export function engineerReport(
  material: Material,
  audience: 'engineer' | 'record',
  client: string | null,
): ReportDocument {
  const { incident, agency, at, version } = material;
  const cited = newCited();
  const blocks = [
    ...summary(material),
    ...notDoneSection(material),
    ...notSeenSection(material),
    ...alertsAndLooks(incident, cited),
    ...causeAndTimeline(material, cited),
    ...foundSection(incident, cited),
    ...stepsSection(incident, cited),
    ...hiddenSection(incident),
    ...runsSection(material, cited),
    ...evidenceSection(material, cited),
    ...(audience === 'record' ? recordSection(incident) : []),
  ];
  return {
    ...{ schema: 'resalt-incident-report', version: 1, audience, agency, madeAt: at, madeBy: `Resalt ${version}` },
    title: `${audience === 'record' ? 'The record of' : 'Engineer’s report on'} “${incident.name}”`,
    subtitle: [client ? `Sites of ${client}` : [], `Incident ${incident.id}`, dateTime(at)].flat().join(' · '),
    blocks: [...blocks, ...appendix(cited)],
    hashes: cited.all(),
    foot: foot(client),
  };
}

function summary(material: Material): ReportBlock[] {
  const { incident, evidence, runs } = material;
  const done = incident.steps.filter((step) => isStepDone(step, incident.sites)).length;
  const open = incident.steps.length - done;
  const unseen = incident.alertList.filter(({ seen }) => !seen).length;
  const figure = (name: string, value: string, bad = false) => ({
    name,
    value,
    tone: bad ? ('bad' as const) : ('plain' as const),
  });
  return [
    heading(2, 'In figures'),
    {
      kind: 'figures',
      figures: [
        figure('Steps done', `${done} of ${incident.steps.length}`, open > 0),
        figure('Steps not done', String(open), open > 0),
        figure('Sites', String(incident.sites.length)),
        figure('Alerts not seen', String(unseen), unseen > 0),
        figure('Runs', String(runs.length)),
        figure(
          'Evidence',
          `${count(evidence.length, 'piece')}, ${size(evidence.reduce((sum, { bytes }) => sum + bytes, 0))}`,
        ),
        figure('Noticed', dateTime(incident.noticedAt)),
        figure('Opened', `${dateTime(incident.openedAt)} by ${incident.owner}`),
        figure('Closed', incident.closedAt ? dateTime(incident.closedAt) : 'not closed', incident.closedAt === null),
        figure(
          'Checklist',
          `edition ${incident.checklist.edition}, revision ${incident.checklist.revision} of the agency’s own file`,
        ),
      ],
    },
    { kind: 'text', text: `Symptoms: ${incident.symptoms}`, tone: 'plain' },
    table(
      'The sites of this incident',
      ['Site 40', 'Client 30', 'Id 30'],
      incident.sites.map(({ site, client, siteId }) => row([site, client ?? '', { text: siteId, tone: 'faint' }])),
    ),
  ];
}

function appendix(cited: Cited): ReportBlock[] {
  const hashes = cited.all();
  if (hashes.length === 0) return [];
  return [
    heading(2, 'Appendix: the hashes, whole'),
    table(
      'Every hash that this report names in short',
      ['Short 14', 'What it is of 34', 'When (UTC) 16', 'SHA-256 36'],
      hashes.map(({ what, sha256, at }) =>
        row([sha256.slice(0, 12), what, exactTime(at), { text: sha256, tone: 'faint' }]),
      ),
    ),
  ];
}

function foot(client: string | null): string[] {
  return [
    'Times are in UTC, by the clock of the machine that Resalt ran on. Short codes are the beginnings of SHA-256 hashes.',
    'Left out on purpose: passwords and their hashes, keys, tokens, session verifiers, and who an e-mail address belongs to.',
    ...(client === null ? [] : ['About one client’s sites only: names of other clients and their sites are left out.']),
  ];
}
