import type { Command } from 'commander';
import type { Incident } from '../../contract/incidents.ts';
import type { ExitCode } from '../exit-codes.ts';
import type { Engine, Invocation } from '../invocation.ts';
import { onIncident, readMoment } from '../on-incident.ts';
import type { Register } from '../program.ts';
import { repeatable } from '../select.ts';

interface Flags {
  by: string;
  note: string;
  site?: string[];
}

/** What a person says of an incident: each stands in its record with a name. */
export function registerIncidentSay(incident: Command, register: Register): void {
  const named = (word: string, description: string) =>
    incident.command(word).description(description).argument('<incident>', 'its id or its whole name');
  const signed = (command: Command) =>
    command
      .requiredOption('--by <name>', 'who says so')
      .requiredOption('--note <words>', 'what was done, or why (at least 3 characters)');
  const onSites = (command: Command) => command.option('--site <name>', 'only on this site (repeatable)', repeatable);
  const step = (command: Command) => command.argument('<step>', 'as `resalt incident show` names it');

  const tick = step(named('tick', 'a person says that a step is done'));
  register(
    onSites(signed(tick)),
    onStep(({ call }, given) => call.incidents.tick(given)),
  );
  const reopen = step(named('reopen', 'a step is not done after all'));
  register(
    onSites(signed(reopen)),
    onStep(({ call }, given) => call.incidents.reopen(given)),
  );

  const note = signed(named('note', 'a note for the record')).option('--step <id>', 'of this step');
  register(note, (invocation, { by, note: text, step: of }: Flags & { step?: string }, name) =>
    onIncident(invocation, name, ({ call }, id) =>
      call.incidents.note({ incident: id, by, note: text, step: of ?? null }),
    ),
  );
  const cause = named('cause', 'how it came about')
    .requiredOption('--by <name>', 'who found it')
    .requiredOption('--text <words>', 'the cause')
    .option('--since <time>', 'when it began, as "2026-11-20 04:12" by your clock');
  register(cause, (invocation, { by, text, since }: { by: string; text: string; since?: string }, name) => {
    const entryAt = since === undefined ? null : readMoment(since).toISOString();
    return onIncident(invocation, name, ({ call }, id) => call.incidents.cause({ incident: id, by, text, entryAt }));
  });
  register(named('seen', 'its alerts were seen'), seen);
  register(signed(named('close', 'it is over; re-checks go on')), (invocation, { by, note: text }: Flags, name) =>
    onIncident(invocation, name, ({ call }, id) => call.incidents.close({ incident: id, by, note: text })),
  );
  register(signed(named('open-again', 'it is not over')), (invocation, { by, note: text }: Flags, name) =>
    onIncident(invocation, name, ({ call }, id) => call.incidents.openAgain({ incident: id, by, note: text })),
  );
}

interface OfStep {
  incident: string;
  step: string;
  by: string;
  note: string;
  sites?: string[];
}

const onStep =
  (work: (engine: Engine, given: OfStep) => Promise<Incident>) =>
  (invocation: Invocation, { by, note, site }: Flags, named: string, [, step = '']: string[]): Promise<ExitCode> =>
    onIncident(invocation, named, (engine, id) =>
      work(engine, { incident: id, step, by, note, ...(site ? { sites: site } : {}) }),
    );

/** What there is now was seen; an alert that comes meanwhile was not. */
const seen = (invocation: Invocation, _flags: object, named: string): Promise<ExitCode> =>
  onIncident(invocation, named, async ({ call }, id) => {
    const incident = await call.incidents.show({ incident: id });
    const last = incident.alertList.at(-1);
    return last ? call.incidents.alertsSeen({ incident: id, until: last.at }) : incident;
  });
