import type { Incident, IncidentStep, Standing, StepState } from '../contract/incidents.ts';
import type { Cell } from './table.ts';
import { table } from './table.ts';
import { note, type Style, say, type Terminal } from './terminal.ts';
import { count, dateTime } from './words.ts';

export const states: Record<StepState, { word: string; style: Style | null }> = {
  open: { word: 'to do', style: null },
  working: { word: 'in work', style: 'yellow' },
  verified: { word: 'verified', style: 'green' },
  ticked: { word: 'ticked', style: 'green' },
  failed: { word: 'FAILED', style: 'red' },
  reopened: { word: 'REOPENED', style: 'red' },
};

export const doers: Record<IncidentStep['who'], string> = {
  person: 'a person',
  resalt: 'Resalt',
  'resalt-after-approval': 'Resalt, after your yes',
};

const stateCell = (state: StepState): Cell => {
  const { word, style } = states[state];
  return style === null ? word : { text: word, style };
};
export const isStepDone = ({ state }: { state: StepState }): boolean => state === 'verified' || state === 'ticked';

/** The incident with its one next action first, then the checklist. */
export function showIncident(terminal: Terminal, incident: Incident): void {
  const { name, id, owner, openedAt, closedAt, sites, done, steps, damaged, rechecks } = incident;
  if (damaged !== null) note(terminal, damaged, 'red');
  sayAlerts(terminal, incident);
  for (const { after, state, dueAt, told } of rechecks) {
    const which = `The look after ${after.replace('-', ' ')}`;
    if (state === 'due')
      say(terminal, `${which} is due since ${dateTime(dueAt)}: resalt incident recheck ${id}`, 'red');
    if (state === 'failed')
      say(terminal, `${which} was not well: ${told} Look again: resalt incident recheck ${id}`, 'red');
  }
  sayNext(terminal, incident);
  say(
    terminal,
    `${name} (${id}): ${count(sites.length, 'site')}, owner ${owner}, opened ${dateTime(openedAt)}, ${done} of ${count(steps.length, 'step')} done.`,
  );
  if (closedAt !== null) say(terminal, `Closed ${dateTime(closedAt)}.`);
  say(terminal, '');
  table(
    terminal,
    terminal.out,
    ['Step', 'What', 'By', 'State', 'Sites', 'Waits for'],
    steps.map((step) => [
      ...[step.id, step.title, doers[step.who], stateCell(step.state), figure(step)],
      isStepDone(step) ? '' : step.waitsFor.join(', '),
    ]),
  );
  for (const { step, reason } of incident.checklist.hidden)
    say(terminal, `Hidden: ${step.title} (${step.id}): ${reason}`);
}

/** What nobody has seen yet, before anything else. */
export function sayAlerts(terminal: Terminal, { id, alertList }: Pick<Incident, 'id' | 'alertList'>): void {
  const unseen = alertList.filter(({ seen }) => !seen);
  for (const { at, site, text } of unseen)
    say(terminal, `ALERT ${dateTime(at)}${site === null ? '' : `, ${site}`}: ${text}`, 'red');
  if (unseen.length > 0) say(terminal, `To say that these were seen: resalt incident seen ${id}`);
}

export function sayNext(terminal: Terminal, { next, closedAt }: Pick<Incident, 'next' | 'closedAt'>): void {
  if (closedAt !== null) return;
  if (next === null) say(terminal, 'Nothing is left to do: every step is done.', 'green');
  else {
    say(terminal, `Next: ${next.title} (${next.step})`, 'bold');
    say(terminal, `  ${next.why}`);
  }
}

function figure({ per, standings }: IncidentStep): string {
  return per === 'incident' ? '' : `${standings.filter(isStepDone).length} of ${standings.length}`;
}

/** One step: why, what Resalt and what a person does, and how it stands on each site. */
export function showStep(terminal: Terminal, step: IncidentStep): void {
  say(terminal, `${step.title} (${step.id}), by ${doers[step.who]}`, 'bold');
  say(terminal, step.why);
  for (const sentence of step.byHand) say(terminal, `  - ${sentence}`);
  say(terminal, `It leaves: ${step.evidence}`);
  if (step.waitsFor.length > 0) say(terminal, `Not done before it: ${step.waitsFor.join(', ')}.`, 'yellow');
  say(terminal, '');
  table(terminal, terminal.out, ['Site', 'State', 'When', 'By', 'What'], step.standings.map(standingCells));
}

const standingCells = ({ site, state, at, by, told, note: said }: Standing): Cell[] => [
  ...[site ?? 'all', stateCell(state), at === null ? '' : dateTime(at), by ?? ''],
  said === null || said === told ? told : `${told} (Note: ${said})`,
];

/** All lines, as they were written. */
export function showRecord(terminal: Terminal, { record }: Incident): void {
  table(
    terminal,
    terminal.out,
    ['No.', 'When', 'By', 'What', 'Hash'],
    record.map(({ seq, at, by, what, hash }) => [String(seq), at, by, what, hash.slice(0, 12)]),
  );
}
