import type { NewPassword } from '../contract/new-passwords.ts';
import type { Run } from '../contract/runs.ts';
import type { Engine } from './invocation.ts';
import { table } from './table.ts';
import { note, say, type Terminal } from './terminal.ts';
import { count } from './words.ts';

/** What is to be said of a run's new passwords when it is over: themselves, one time, or where they are. */
export async function passwordsAfter(engine: Engine, { id: run }: Run) {
  const { kept, once } = await engine.call.newPasswords.status({ run });
  const passwords = once ? await engine.call.newPasswords.take({ run }) : [];
  return {
    frame: once ? { passwords } : { passwordsKept: kept },
    show(terminal: Terminal) {
      if (once) showOneTime(terminal, passwords);
      else if (kept > 0)
        say(terminal, `${count(kept, 'new password')} in the vault. Next: resalt passwords export ${run} --out FILE`);
    },
  };
}

export function showPasswords(terminal: Terminal, passwords: readonly NewPassword[]): void {
  const rows = passwords.map(({ site, user, userId, password, readBack }) => [
    ...[site, user, String(userId), password],
    readBack ? '' : { text: 'not read back: may still be the old one', style: 'yellow' as const },
  ]);
  // A password that is cut to the width of the terminal is none: so they are never.
  table(terminal, { write: (text) => terminal.out.write(text) }, ['Site', 'User', 'Id', 'New password', ''], rows);
}

export function showOneTime(terminal: Terminal, passwords: readonly NewPassword[]): void {
  showPasswords(terminal, passwords);
  note(terminal, 'Give each to its person by a safe way. They are not shown again.', 'yellow');
}
