import type { Command } from 'commander';
import { ResaltError } from '../../contract/failures.ts';
import type { IncidentSummary } from '../../contract/incidents.ts';
import type { ExitCode } from '../exit-codes.ts';
import { incidentCalled } from '../incident-called.ts';
import { sayNext, showIncident, showRecord, showStep } from '../incident-words.ts';
import { type Invocation, withEngine } from '../invocation.ts';
import { onIncident, type RegisterIncident, readMoment } from '../on-incident.ts';
import type { Register } from '../program.ts';
import { readSelect, type SelectOptions, withSelect } from '../select.ts';
import { table } from '../table.ts';
import { answer, say, type Terminal } from '../terminal.ts';
import { unlock } from '../unlock.ts';
import { count, dateTime } from '../words.ts';
import { registerIncidentChecklist } from './incident-checklist.ts';
import { registerIncidentDo } from './incident-do.ts';
import { registerIncidentEvidence } from './incident-evidence.ts';
import { registerIncidentReport } from './incident-report.ts';
import { registerIncidentSay } from './incident-say.ts';
import { registerIncidentStep } from './incident-step.ts';
import { registerIncidentTimeline } from './incident-timeline.ts';

const subcommands: RegisterIncident[] = [
  registerIncidentSay,
  registerIncidentChecklist,
  registerIncidentDo,
  registerIncidentEvidence,
  registerIncidentReport,
  registerIncidentStep,
  registerIncidentTimeline,
  // One a line.
];

export function registerIncident(program: Command, register: Register): void {
  const incident = program.command('incident').description('a breach, worked through step by step, with a record');
  register(incident.command('list', { isDefault: true }).description('all of them'), listIncidents);
  const open = incident
    .command('open')
    .description('begin: nothing on a site is changed by that')
    .argument('<name>', 'what you will call it')
    .requiredOption('--symptoms <words>', 'what was seen')
    .requiredOption('--owner <name>', 'who decides')
    .option('--noticed <time>', 'when it was seen, as "2026-11-22 21:10" by your clock; left out: now');
  register(withSelect(open), openIncident);
  const show = incident
    .command('show')
    .description('the next action, and how each step stands')
    .argument('<incident>', 'its id or its whole name')
    .option('--step <id>', 'this step alone: why, what to do, and how it stands on each site')
    .option('--record', 'every line of the record');
  register(show, showOne);
  const add = incident.command('add-sites').description('more sites are hit').argument('<incident>');
  register(withSelect(add), (invocation, flags: SelectOptions, named) => {
    const select = readSelect(flags);
    return onIncident(invocation, named, ({ call }, id) => call.incidents.addSites({ incident: id, select }));
  });
  for (const add of subcommands) add(incident, register);
}

function listIncidents(invocation: Invocation): Promise<ExitCode> {
  const { terminal } = invocation;
  return withEngine<ExitCode>(invocation, async (engine) => {
    await unlock(invocation, engine);
    const incidents = await engine.call.incidents.list({});
    if (invocation.json) answer(terminal, { incidents });
    else {
      for (const one of incidents) sayWaiting(terminal, one);
      table(
        terminal,
        terminal.out,
        ['Id', 'Name', 'Sites', 'Owner', 'Opened', 'Done', 'Alerts', 'Next'],
        incidents.map(({ id, name, sites, owner, openedAt, closedAt, done, steps, alerts, next, damaged, look }) => [
          ...[id, name, String(sites.length), owner, dateTime(openedAt), `${done} of ${steps}`],
          alerts > 0 ? { text: String(alerts), style: 'red' as const } : '',
          damaged !== null
            ? { text: 'its record is damaged', style: 'red' as const }
            : closedAt !== null
              ? `closed ${dateTime(closedAt)}${look ? `; ${sayLook(look)}` : ''}`
              : (next?.title ?? 'nothing: close it'),
        ]),
      );
      if (incidents.length === 0) say(terminal, 'No incident was ever opened.');
    }
    return 0;
  });
}

const sayLook = ({ after, dueAt, state }: NonNullable<IncidentSummary['look']>): string =>
  `look after ${after.replace('-', ' ')} ${state === 'failed' ? 'did not end well' : `due ${dateTime(dueAt)}`}`;

/** What can't wait stands before the list; looks go on at incidents that are closed. */
function sayWaiting(terminal: Terminal, { id, name, alerts, due = 0 }: IncidentSummary): void {
  if (alerts > 0)
    say(terminal, `${name}: ${count(alerts, 'alert')} that nobody has seen: resalt incident show ${id}`, 'red');
  if (due > 0) say(terminal, `${name}: a look is due, or was not well: resalt incident recheck ${id}`, 'red');
}

interface OpenFlags extends SelectOptions {
  symptoms: string;
  owner: string;
  noticed?: string;
}

async function openIncident(invocation: Invocation, flags: OpenFlags, name: string): Promise<ExitCode> {
  const select = readSelect(flags);
  const { symptoms, owner, noticed } = flags;
  const noticedAt = (noticed === undefined ? new Date() : readMoment(noticed)).toISOString();
  return withEngine<ExitCode>(invocation, async (engine) => {
    await unlock(invocation, engine);
    const incident = await engine.call.incidents.open({ name, owner, select, symptoms, noticedAt });
    if (invocation.json) answer(invocation.terminal, incident);
    else {
      say(invocation.terminal, `Opened “${incident.name}” (${incident.id}). Nothing was changed on a site.`);
      sayNext(invocation.terminal, incident);
      say(invocation.terminal, `  resalt incident contain ${incident.id}`);
    }
    return 0;
  });
}

function showOne(invocation: Invocation, flags: { step?: string; record?: boolean }, named: string): Promise<ExitCode> {
  const { terminal } = invocation;
  return withEngine<ExitCode>(invocation, async (engine) => {
    await unlock(invocation, engine);
    const { id } = await incidentCalled(engine, named);
    const incident = await engine.call.incidents.show({ incident: id });
    const step = flags.step === undefined ? null : incident.steps.find((one) => one.id === flags.step);
    if (step === undefined)
      throw new ResaltError(
        'INPUT_INVALID',
        `This incident has no step “${flags.step}”. Without --step you see all.`,
        'never',
      );
    if (invocation.json) answer(terminal, step ?? (flags.record ? { record: incident.record } : incident));
    else if (step) showStep(terminal, step);
    else if (flags.record) showRecord(terminal, incident);
    else showIncident(terminal, incident);
    return incident.damaged === null ? 0 : 3;
  });
}
