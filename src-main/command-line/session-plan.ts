import type { SessionPlan } from '../contract/sessions.ts';
import type { ExitCode } from './exit-codes.ts';
import type { Invocation } from './invocation.ts';
import { answer, say } from './terminal.ts';
import { count } from './words.ts';

type Row = SessionPlan['rows'][number];
/** Nothing to end there, nothing to know, and that for certain. */
export const isIdle = ({ outcome, sessions, warnings }: Row) =>
  outcome === 'ok' && sessions === 0 && warnings.length === 0;

/** No run is needed to find that out. */
export const nothingToDo = ({ sessions, rows }: SessionPlan): boolean => sessions === 0 && rows.every(isIdle);

export const figures = ({ sessions, people, sites }: SessionPlan): string =>
  `${count(sessions, 'session')} of ${people} ${people === 1 ? 'person' : 'people'} on ${count(sites, 'site')}`;

/** What the figures can't have counted: a site that did not answer is asked again when it comes to its turn, and may answer then. */
export const elsewhere = ({ rows }: SessionPlan): string => {
  const silent = rows.filter(({ outcome }) => outcome !== 'ok').length;
  return silent === 0 ? '' : `, and what fits on ${count(silent, 'site')} that could not be looked at`;
};

/** The plan instead of an ending, and the code to leave with. */
export function onlyShow({ terminal, json }: Invocation, plan: SessionPlan): ExitCode {
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

/** The plan a line per fact, through `tell`. */
export function showSessionPlan(plan: SessionPlan, tell: Tell): void {
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
