import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { ByCommandLine } from './by-command-line.ts';

const runs = z.object({ runs: z.array(z.object({ id: z.string(), operation: z.string(), dryRun: z.boolean() })) });
const opened = z.object({ passwords: z.array(z.object({ user: z.string(), password: z.string() })) });

/** The password that the last reset gave this person, as the agency hands it out: exported into a file, opened again. */
export async function newPassword(hand: ByCommandLine, dir: string, login: string): Promise<string> {
  const listed = runs.parse(await hand.ask(['runs', 'list'])).runs;
  const last = listed.find(({ operation, dryRun }) => operation === 'ResetPasswords' && !dryRun);
  if (!last) throw new Error('no password was reset');
  const [file, phrase] = [join(dir, 'passwords'), join(dir, 'phrase')];
  await writeFile(phrase, randomBytes(15).toString('base64url'), { mode: 0o600 });
  const by = ['--export-passphrase-file', phrase];
  await hand.say(['passwords', 'export', last.id, '--out', file, ...by]);
  const { passwords } = opened.parse(await hand.askSecretly(['passwords', 'open', file, ...by]));
  const found = passwords.find(({ user }) => user === login);
  if (!found) throw new Error(`${login} got no new password`);
  return found.password;
}
