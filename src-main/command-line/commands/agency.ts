import type { Command } from 'commander';
import { ResaltError } from '../../contract/failures.ts';
import { type Agency, agency } from '../../contract/reports.ts';
import type { ExitCode } from '../exit-codes.ts';
import { type Invocation, withEngine } from '../invocation.ts';
import type { Register } from '../program.ts';
import { answer, say } from '../terminal.ts';
import { unlock } from '../unlock.ts';

/** In whose name and colour reports are written. */
export function registerAgency(program: Command, register: Register): void {
  const noun = program.command('agency').description('in whose name and colour reports of incidents are written');
  register(noun.command('show', { isDefault: true }).description('show it'), showAgency);
  const set = noun
    .command('set')
    .description('change what is given')
    .option('--name <name>', 'as it stands above each report')
    .option('--colour <colour>', 'as #1a5fb4; text is dark where it could not be read on white')
    .option('--contact <words>', 'address, telephone, e-mail: stands under each report');
  register(set, setAgency);
}

function showAgency(invocation: Invocation): Promise<ExitCode> {
  return withEngine<ExitCode>(invocation, async (engine) => tell(invocation, await engine.call.reports.getAgency({})));
}

function setAgency(invocation: Invocation, flags: Partial<Agency>): Promise<ExitCode> {
  const { name, colour, contact } = flags;
  if (name === undefined && colour === undefined && contact === undefined)
    throw invalid('Say what to change: --name, --colour or --contact.');
  return withEngine<ExitCode>(invocation, async (engine) => {
    await unlock(invocation, engine);
    const before = await engine.call.reports.getAgency({});
    const { data, error } = agency.safeParse({
      name: name ?? before.name,
      colour: colour ?? before.colour,
      contact: contact ?? before.contact,
    });
    if (!data) throw invalid(`The ${String(error.issues[0]?.path[0])} ${error.issues[0]?.message ?? 'does not fit'}.`);
    return tell(invocation, await engine.call.reports.setAgency({ agency: data }));
  });
}

function tell({ json, terminal }: Invocation, known: Agency): ExitCode {
  if (json) answer(terminal, { agency: known });
  else {
    say(terminal, `Name: ${known.name || '(none)'}`);
    say(terminal, `Colour: ${known.colour}`);
    say(terminal, `Contact: ${known.contact || '(none)'}`);
  }
  return 0;
}

const invalid = (message: string) => new ResaltError('INPUT_INVALID', message, 'never');
