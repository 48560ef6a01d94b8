import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { ResaltError } from '../../contract/failures.ts';
import { exportedPasswords } from '../../contract/new-passwords.ts';
import { openByPassphrase } from '../../vault/passphrase-file.ts';
import { askHidden } from '../ask.ts';
import type { ExitCode } from '../exit-codes.ts';
import { type Invocation, withEngine } from '../invocation.ts';
import { showOneTime, showPasswords } from '../new-passwords.ts';
import { readGivenFile } from '../read-given-file.ts';
import { answer, isInteractive, say } from '../terminal.ts';
import { unlock } from '../unlock.ts';
import { count } from '../words.ts';

interface Flags {
  out: string;
  site?: string[];
  exportPassphraseFile?: string;
}

export async function exportPasswords(invocation: Invocation, flags: Flags, run: string): Promise<ExitCode> {
  const { terminal } = invocation;
  const path = resolve(terminal.cwd, flags.out);
  return withEngine<ExitCode>(invocation, async (engine) => {
    await unlock(invocation, engine);
    const passphrase = await passphraseOf(invocation, flags, true);
    const sites = flags.site ? { sites: flags.site } : {};
    const { file, count: exported } = await engine.call.newPasswords.export({ run, passphrase, ...sites });
    await writeFile(path, file, { flag: 'wx', mode: 0o600 }).catch((error: unknown) => {
      const there = (error as { code?: unknown }).code === 'EEXIST';
      const why = there ? 'is there already and is not written over' : 'could not be written';
      throw new ResaltError('NOT_WRITABLE', `${path} ${why}. Give another one.`);
    });
    if (invocation.json) answer(terminal, { run, file: path, passwords: exported });
    else
      say(
        terminal,
        `${count(exported, 'new password')} in ${path}. It opens with its passphrase: resalt passwords open FILE. The vault has them until resalt passwords forget ${run}.`,
      );
    return 0;
  });
}

/** Needs no vault: whoever has the file and its passphrase may read it. */
export async function openPasswords(invocation: Invocation, flags: Flags, file: string): Promise<ExitCode> {
  const { terminal } = invocation;
  const { text } = await readGivenFile(terminal, file, 2);
  const plain = await openByPassphrase('new-passwords', text, await passphraseOf(invocation, flags, false));
  const opened = exportedPasswords.parse(JSON.parse(plain.toString('utf8')));
  plain.fill(0);
  if (invocation.json) answer(terminal, opened);
  else {
    say(terminal, `Of run ${opened.run}, exported ${opened.at}.`);
    showPasswords(terminal, opened.passwords);
  }
  return 0;
}

/** Of a run that was to show them one time and was interrupted before it could. */
export function takePasswords(invocation: Invocation, _flags: object, run: string): Promise<ExitCode> {
  return withEngine<ExitCode>(invocation, async (engine) => {
    await unlock(invocation, engine);
    const passwords = await engine.call.newPasswords.take({ run });
    if (invocation.json) answer(invocation.terminal, { run, passwords });
    else showOneTime(invocation.terminal, passwords);
    return 0;
  });
}

export function forgetPasswords(invocation: Invocation, { site }: Flags, run: string): Promise<ExitCode> {
  return withEngine<ExitCode>(invocation, async (engine) => {
    await unlock(invocation, engine);
    const { forgotten } = await engine.call.newPasswords.forget({ run, ...(site ? { sites: site } : {}) });
    if (invocation.json) answer(invocation.terminal, { run, forgotten });
    else say(invocation.terminal, `${count(forgotten, 'new password')} forgotten.`);
    return 0;
  });
}

/** From a file, the environment or a person; a new one is typed twice. */
async function passphraseOf(
  { terminal }: Invocation,
  { exportPassphraseFile }: Flags,
  fresh: boolean,
): Promise<string> {
  const { RESALT_EXPORT_PASSPHRASE: given } = terminal.env;
  delete terminal.env.RESALT_EXPORT_PASSPHRASE;
  if (exportPassphraseFile !== undefined) {
    const { text } = await readGivenFile(terminal, exportPassphraseFile, 1);
    return text.split(/\r?\n/, 1)[0] ?? '';
  }
  if (given) return given;
  if (!isInteractive(terminal))
    throw new ResaltError(
      'INPUT_INVALID',
      'Give the passphrase of the exported file: --export-passphrase-file FILE, or RESALT_EXPORT_PASSPHRASE.',
      'never',
    );
  const typed = await askHidden(terminal, 'Passphrase of the exported file: ');
  if (fresh && typed !== (await askHidden(terminal, 'The same again: ')))
    throw new ResaltError('INPUT_INVALID', 'The two were not the same. Nothing was exported.', 'safe');
  return typed;
}
