import { ResaltError } from '../../contract/failures.ts';
import type { Incident, IncidentStep } from '../../contract/incidents.ts';
import type { ExitCode } from '../exit-codes.ts';
import { incidentCalled } from '../incident-called.ts';
import { showWholeStep } from '../incident-step-words.ts';
import { sayAlerts } from '../incident-words.ts';
import { type Invocation, withEngine } from '../invocation.ts';
import { nextCommand } from '../next-command.ts';
import type { RegisterIncident } from '../on-incident.ts';
import { repeatable } from '../select.ts';
import { answer, say } from '../terminal.ts';
import { unlock } from '../unlock.ts';

/** `incident step`: one step whole, and the command to type next. */
export const registerIncidentStep: RegisterIncident = (incident, register) => {
  const step = incident
    .command('step')
    .description('one step: why, who does what, what proves it, how it stands on each site, and what to type next')
    .argument('<incident>', 'its id or its whole name')
    .argument('<step>', 'as `resalt incident show` names it')
    .option('--site <name>', 'only on this site (repeatable)', repeatable);
  register(step, show);
};

function show(
  invocation: Invocation,
  flags: { site?: string[] },
  named: string,
  [, id = '']: string[],
): Promise<ExitCode> {
  const { terminal } = invocation;
  return withEngine<ExitCode>(invocation, async (engine) => {
    await unlock(invocation, engine);
    const called = await incidentCalled(engine, named);
    const incident = await engine.call.incidents.show({ incident: called.id });
    const step = on(stepCalled(incident, id), incident, flags.site);
    const alerts = incident.alertList.filter((one) => one.step === step.id && !one.seen);
    const next = nextCommand(incident, step, flags.site ?? []);
    if (invocation.json) answer(terminal, { incident: { id: incident.id, name: incident.name }, step, alerts, next });
    else {
      sayAlerts(terminal, { id: incident.id, alertList: alerts });
      showWholeStep(terminal, step, incident.steps.findIndex((one) => one.id === step.id) + 1, incident.steps.length);
      showNext(invocation, next);
    }
    return incident.damaged === null ? 0 : 3;
  });
}

function showNext({ terminal }: Invocation, { why, command }: ReturnType<typeof nextCommand>): void {
  say(terminal, '');
  say(terminal, `Next: ${why}`, 'bold');
  if (command !== null) say(terminal, `  ${command}`);
}

/** A step that the agency hid is there with its reason. */
function stepCalled({ steps, checklist }: Incident, id: string): IncidentStep {
  const found = steps.find((one) => one.id === id);
  if (found) return found;
  const hidden = checklist.hidden.find(({ step }) => step.id === id);
  throw invalid(
    hidden
      ? `“${hidden.step.title}” is hidden in this incident: ${hidden.reason}`
      : `This incident has no step “${id}”. Its steps: ${steps.map((one) => one.id).join(', ')}.`,
  );
}

/** The step as it stands on these sites alone. */
function on(step: IncidentStep, { sites }: Incident, names: readonly string[] | undefined): IncidentStep {
  if (!names) return step;
  const stranger = names.find((name) => !sites.some(({ site }) => site === name));
  if (stranger !== undefined) throw invalid(`“${stranger}” is not in this incident.`);
  if (step.per === 'incident') return step;
  return { ...step, standings: step.standings.filter(({ site }) => site !== null && names.includes(site)) };
}

const invalid = (message: string) => new ResaltError('INPUT_INVALID', message, 'never');
