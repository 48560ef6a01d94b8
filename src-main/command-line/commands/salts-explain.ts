import type { RunSite } from '../../contract/runs.ts';
import { type ExitCode, exitCodeOfRun } from '../exit-codes.ts';
import { type Invocation, withEngine } from '../invocation.ts';
import { startAndFollow } from '../run-operation.ts';
import type { RunFlags } from '../run-options.ts';
import { readSelect, type SelectOptions } from '../select.ts';
import { table } from '../table.ts';
import { answer, say, type Terminal } from '../terminal.ts';
import { unlock } from '../unlock.ts';

/** Looks at the sites and says, for each of the eight, where it comes from: the file, the line and how, never the value. */
export async function explainSalts(invocation: Invocation, flags: SelectOptions & RunFlags): Promise<ExitCode> {
  const select = readSelect(flags);
  return withEngine<ExitCode>(invocation, async (engine) => {
    await unlock(invocation, engine);
    const run = await startAndFollow(invocation, engine, 'InspectSite', select, flags);
    if (invocation.json) answer(invocation.terminal, { sites: run.sites.map(frame) });
    else for (const row of run.sites) explain(invocation.terminal, row);
    return exitCodeOfRun(run);
  });
}

function frame({ site, outcome, inspection, failure }: RunSite): object {
  return {
    site,
    outcome,
    ...(inspection
      ? {
          salts: inspection.salts.places,
          rotatable: inspection.salts.rotatable,
          why: inspection.salts.why,
          fingerprint: inspection.salts.fingerprint,
        }
      : {}),
    ...(failure ? { failure: { code: failure.code, message: failure.message, retry: failure.retry } } : {}),
  };
}

function explain(terminal: Terminal, { site, inspection, failure, outcome }: RunSite): void {
  if (!inspection) {
    say(terminal, `${site}: ${failure?.message ?? outcome ?? 'not looked at'}`, 'red');
    return;
  }
  const { places, rotatable, why } = inspection.salts;
  say(terminal, site, 'bold');
  const rows = places.map(({ name, place, line, how }) => [name, place, line === null ? '-' : String(line), how]);
  table(terminal, terminal.out, ['Salt', 'File', 'Line', 'How'], rows);
  say(
    terminal,
    why ?? (rotatable ? 'Resalt can change them.' : 'Resalt can\u2019t change them.'),
    rotatable ? null : 'yellow',
  );
}
