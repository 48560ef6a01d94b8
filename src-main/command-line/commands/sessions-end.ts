import type { SessionPlan } from '../../contract/sessions.ts';
import type { Select } from '../../contract/sites.ts';
import { consent, needConsent } from '../consent.ts';
import type { ExitCode } from '../exit-codes.ts';
import { followRun } from '../follow-run.ts';
import { type Invocation, withEngine } from '../invocation.ts';
import { present, runOperation } from '../run-operation.ts';
import { type RunFlags, readRunFlags } from '../run-options.ts';
import { readSelect, type SelectOptions } from '../select.ts';
import { readChoice, type SessionFlags } from '../session-flags.ts';
import { answer, note, say } from '../terminal.ts';
import { unlock } from '../unlock.ts';
import { count } from '../words.ts';

type Flags = SelectOptions & RunFlags & SessionFlags;

/** Without a choice it ends every session; with one exactly those, shown before they go. */
export async function endSessions(invocation: Invocation, flags: Flags): Promise<ExitCode> {
  const select = readSelect(flags);
  const choice = readChoice(flags);
  if (Object.keys(choice).length === 0)
    return runOperation(invocation, 'EndSessions', select, flags, (sites) => `End all sessions on ${sites}.`);
  if (!flags.dryRun) needConsent(invocation, ', or --dry-run to only look');
  return withEngine<ExitCode>(invocation, async (engine) => {
    await unlock(invocation, engine);
    const plan = await engine.call.sessions.plan({ select, choice });
    const nothing = plan.sessions === 0 && plan.rows.every(isIdle);
    if (flags.dryRun || nothing) return onlyShow(invocation, plan);
    showSessionPlan(plan, (text, style) => note(invocation.terminal, text, style));
    await consent(invocation, `End ${figures(plan)}.`, plan.sessions);
    const { waves, maxFailures, concurrency } = readRunFlags(flags);
    const options = given({ waves, maxFailures, concurrency });
    const { run } = await engine.call.sessions.end({
      select: toDo(plan),
      choice: plan.choice,
      before: plan.at,
      options,
    });
    return present(invocation, await followRun(invocation, engine, run));
  });
}

type Row = SessionPlan['rows'][number];
const isIdle = ({ outcome, sessions, warnings }: Row) => outcome === 'ok' && sessions === 0 && warnings.length === 0;

/** Only sites where there is something to end, or where that is not known. */
const toDo = ({ rows }: SessionPlan): Select => ({
  sites: rows.filter((row) => !isIdle(row)).map(({ site }) => site),
});

const figures = ({ sessions, people, sites }: SessionPlan): string =>
  `${count(sessions, 'session')} of ${people} ${people === 1 ? 'person' : 'people'} on ${count(sites, 'site')}`;

function onlyShow({ terminal, json }: Invocation, plan: SessionPlan): ExitCode {
  if (json) answer(terminal, planFrame(plan));
  else showSessionPlan(plan, (text, style) => say(terminal, text, style));
  return plan.rows.every(({ outcome }) => outcome === 'ok') ? 0 : 1;
}

const planFrame = ({ at, notes, sessions, people, sites, rows }: SessionPlan): object => ({
  operation: 'EndChosenSessions',
  dryRun: true,
  at,
  totals: { sessions, people, sites },
  ...(notes.length > 0 ? { notes } : {}),
  sites: rows.map(({ site, outcome, sessions, people, editing, warnings, failure }) => ({
    ...{ site, outcome, sessions, people, editing, warnings },
    ...(failure ? { failure: { code: failure.code, message: failure.message, retry: failure.retry } } : {}),
  })),
});

type Tell = (text: string, style: Parameters<typeof say>[2]) => void;

function showSessionPlan(plan: SessionPlan, tell: Tell): void {
  for (const text of plan.notes) tell(text, 'yellow');
  for (const { site, warnings } of plan.rows) for (const text of warnings) tell(`${site}: ${text}`, 'yellow');
  for (const { site, editing } of plan.rows)
    if (editing.length > 0) tell(`${site}: editing right now: ${editing.join(', ')}`, 'yellow');
  for (const { site, outcome, failure } of plan.rows)
    if (outcome !== 'ok') tell(`${site}: ${outcome}, ${failure?.message ?? 'not looked at'}`, 'red');
  for (const { site, sessions, people } of plan.rows)
    if (sessions > 0)
      tell(`${site}: ${count(sessions, 'session')} of ${people === 1 ? '1 person' : `${people} people`}`, null);
  tell(
    plan.sessions === 0 ? 'No session fits. Nothing was changed.' : `${figures(plan)}. Nothing was changed yet.`,
    'bold',
  );
}

function given<T extends object>(options: T) {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: NonNullable<T[K]>;
  };
}
