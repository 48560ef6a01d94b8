import type { Incident } from '../../../contract/incidents.ts';
import type { ReportBlock, ReportDocument, TableBlock } from '../../../contract/reports.ts';
import { type Cited, linesOf, newCited } from '../cited.ts';
import type { Material } from '../material.ts';
import { dateTime } from '../moments.ts';
import { isStepDone } from '../standings.ts';
import { count, shorten, someOf } from '../wording.ts';
import { latestProofs } from './proofs.ts';
import { stateSentence, type TopicState, topicStates } from './topics.ts';
import { unfinished } from './unfinished.ts';
import { whatToDo } from './what-to-do.ts';

/** How much a page has room for: names that are listed, and characters of a text or a name. */
export interface Room {
  names: number;
  text: number;
  name: number;
}

/**
 * One page in plain words: what happened, since when, what was done and what of it is proven, what is not known, what to do. Figures
 * count everything; only names and long texts are cut, and then it is said. Holds no e-mail address and no login of a site.
 */
export function clientReport(material: Material, client: string | null, room: Room): ReportDocument {
  const { incident, agency, at, version } = material;
  const cited = newCited();
  const head = incident.record.at(-1);
  return {
    ...{
      schema: 'resalt-incident-report',
      version: 1,
      audience: 'client',
      agency,
      madeAt: at,
      madeBy: `Resalt ${version}`,
    },
    title: `What happened to your ${incident.sites.length === 1 ? 'website' : 'websites'}`,
    subtitle: [client ? `For ${shorten(client, room.name)}` : [], shorten(incident.name, room.name), dateTime(at)]
      .flat()
      .join(' · '),
    blocks: [
      ...whatHappened(material, room, cited),
      { kind: 'heading', level: 2, text: 'What was done, when, and what is proven' },
      measures(material, cited),
      { kind: 'heading', level: 2, text: 'What is not finished or not known' },
      { kind: 'list', items: unfinished(material, room) },
      { kind: 'heading', level: 2, text: 'What you should do' },
      { kind: 'list', items: whatToDo(incident).map((text) => ({ text, tone: 'plain' })) },
    ],
    hashes: cited.all(),
    foot: [
      'Times are in UTC. The short codes name pieces of evidence by their SHA-256; the engineer’s report and the record have them whole.',
      head
        ? `All of this stands in the incident’s sealed record, up to line ${head.seq} of ${dateTime(head.at)}, SHA-256 ${head.hash}.`
        : 'The incident’s record could not be read: no hash can be given for this page.',
    ],
  };
}

function whatHappened({ incident, timeline }: Material, room: Room, cited: Cited): ReportBlock[] {
  const sites = incident.sites.map(({ site }) => site);
  const done = incident.steps.filter((step) => isStepDone(step, incident.sites)).length;
  const of = incident.steps.length;
  const finished = done === of && incident.closedAt !== null;
  const state = incident.closedAt ? `We closed the incident on ${dateTime(incident.closedAt)}` : 'We are still at work';
  return [
    { kind: 'heading', level: 2, text: 'What happened' },
    {
      kind: 'text',
      tone: 'plain',
      text: `On ${dateTime(incident.noticedAt)} we noticed: ${shorten(incident.symptoms, room.text)}`,
    },
    {
      kind: 'text',
      tone: 'plain',
      text: `This page is about ${count(sites.length, 'website')}: ${someOf(sites, room.names, room.name)}.`,
    },
    { kind: 'text', tone: 'plain', text: sinceWhen(incident, timeline, room, cited) },
    {
      kind: 'text',
      tone: finished ? 'good' : 'bad',
      text: `${state}: ${done} of ${of} steps of our checklist are done.`,
    },
  ];
}

function sinceWhen(incident: Incident, timeline: Material['timeline'], room: Room, cited: Cited): string {
  const { cause } = incident;
  const how = cause
    ? `How it came about, as ${shorten(cause.by, room.name)} found (${dateTime(cause.at)}, ${cited.cite(linesOf(incident, 'cause', cause.at), 1)}): ${shorten(cause.text, room.text)}`
    : 'How it came about is not known yet.';
  if (cause?.entryAt) return `It began on ${dateTime(cause.entryAt)}, by what we found. ${how}`;
  const times = (timeline?.entryPoints ?? []).map(({ at }) => at).filter((at) => !Number.isNaN(Date.parse(at)));
  const [first] = times.sort((a, b) => Date.parse(a) - Date.parse(b));
  return first
    ? `The earliest trace that we connect with it is of ${dateTime(first)}; it may have begun before. ${how}`
    : `Since when is not known. ${how}`;
}

function measures(material: Material, cited: Cited): TableBlock {
  const rows = topicStates(material.incident).map((topic) => measureRow(topic, cited));
  const proofs = latestProofs(material);
  return {
    kind: 'table',
    caption: '',
    columns: [
      { name: 'What', share: 36 },
      { name: 'How it stands', share: 34 },
      { name: 'Last seen', share: 14 },
      { name: 'Evidence', share: 16 },
    ],
    rows: proofs ? [...rows, measureRow(proofs, cited)] : rows,
  };
}

function measureRow(topic: TopicState & { sentence?: string }, cited: Cited): TableBlock['rows'][number] {
  const open = topic.partly + topic.notDone + topic.contrary > 0;
  const text = topic.sentence ?? stateSentence(topic);
  return {
    cells: [
      { text: topic.name, tone: 'plain' },
      { text, tone: open ? 'bad' : topic.stated > 0 ? 'plain' : 'good' },
      { text: topic.at ? dateTime(topic.at) : '', tone: 'plain' },
      { text: topic.refs.length > 0 || topic.at ? cited.cite(topic.refs, 1) : '', tone: 'faint' },
    ],
    below: [],
  };
}
