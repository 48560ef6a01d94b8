import type { Command } from 'commander';
import { ResaltError } from '../contract/failures.ts';
import type { Incident } from '../contract/incidents.ts';
import type { ExitCode } from './exit-codes.ts';
import { incidentCalled } from './incident-called.ts';
import { sayNext } from './incident-words.ts';
import { type Engine, type Invocation, withEngine } from './invocation.ts';
import type { Register } from './program.ts';
import { answer, say } from './terminal.ts';
import { unlock } from './unlock.ts';

/** Adds words to `resalt incident`, each file its own. */
export type RegisterIncident = (incident: Command, register: Register) => void;

/** Does one thing to an incident that is named by its id or name; then says what is next. */
export function onIncident(
  invocation: Invocation,
  named: string,
  work: (engine: Engine, id: string) => Promise<Incident>,
): Promise<ExitCode> {
  return withEngine<ExitCode>(invocation, async (engine) => {
    await unlock(invocation, engine);
    const { id } = await incidentCalled(engine, named);
    const incident = await work(engine, id);
    if (invocation.json) answer(invocation.terminal, incident);
    else {
      say(invocation.terminal, `${incident.name}: ${incident.done} of ${incident.steps.length} steps are done.`);
      sayNext(invocation.terminal, incident);
    }
    return 0;
  });
}

/** By the clock of this computer, unless a zone is said. */
export function readMoment(text: string): Date {
  const shape = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:?\d\d)?$/;
  const at = shape.test(text) ? new Date(text.replace(' ', 'T')) : new Date(Number.NaN);
  if (!Number.isNaN(at.getTime())) return at;
  throw new ResaltError('INPUT_INVALID', `“${text}” is no time such as 2026-11-22 21:10.`, 'never');
}
