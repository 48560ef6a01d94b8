import type { Command } from 'commander';
import { ResaltError } from '../../contract/failures.ts';
import { askHidden } from '../ask.ts';
import type { ExitCode } from '../exit-codes.ts';
import { type Invocation, withEngine } from '../invocation.ts';
import { givenPassphrase } from '../passphrase.ts';
import type { Register } from '../program.ts';
import { answer, isInteractive, say } from '../terminal.ts';

interface Flags {
  keychain?: boolean;
}

export function registerInit(program: Command, register: Register): void {
  const command = program
    .command('init')
    .description('make a new vault and store')
    .option('--keychain', "open it with this machine's keychain too, or only with it where no passphrase is given");
  register(command, init);
}

async function init(invocation: Invocation, flags: Flags): Promise<ExitCode> {
  const { terminal, dataDir, json } = invocation;
  const keychain = flags.keychain ?? false;
  const given = await givenPassphrase(invocation);
  if (given === null && !keychain && !isInteractive(terminal)) throw noKey();
  return withEngine<ExitCode>(invocation, async (engine) => {
    const { state } = await engine.call.vault.status({});
    if (state !== 'absent') {
      throw new ResaltError(
        'NOT_ALLOWED_HERE',
        `There is a vault in ${dataDir} already. It was left as it is.`,
        'never',
      );
    }
    const passphrase = given ?? (await choosePassphrase(invocation, keychain));
    const vault = await engine.call.vault.create({ ...(passphrase === null ? {} : { passphrase }), keychain });
    if (json) answer(terminal, { data: dataDir, vault });
    else {
      say(terminal, `A new vault is in ${dataDir}.`);
      if (vault.hasPassphrase)
        say(terminal, 'Nobody can open it without its passphrase, and nobody can bring that back.');
      say(terminal, 'Next: resalt sites import FILE');
    }
    return 0;
  });
}

/** Typed twice, because a mistyped one could never be typed again. null: the keychain alone. */
async function choosePassphrase({ terminal }: Invocation, keychain: boolean): Promise<string | null> {
  if (!isInteractive(terminal)) return null;
  const first = await askHidden(
    terminal,
    `Passphrase of the new vault${keychain ? ' (empty: only the keychain)' : ''}: `,
  );
  if (first === '' && keychain) return null;
  if (first !== (await askHidden(terminal, 'The same again: '))) {
    throw new ResaltError('INPUT_INVALID', 'The two were not the same. No vault was made.', 'safe');
  }
  return first;
}

const noKey = () =>
  new ResaltError(
    'INPUT_INVALID',
    'A vault needs a key: set RESALT_PASSPHRASE, or give --passphrase-file FILE, or --keychain. No vault was made.',
    'never',
  );
