import { ResaltError } from '../../contract/failures.ts';
import type { ChangeDatabasePassword } from '../../contract/orders/change-database-password.ts';
import type { Deed } from '../../contract/runs.ts';
import type { Story } from '../story.ts';
import type { PasswordLook } from './database-password-look.ts';

/** Fails where others use the account, unless they are to be left to themselves; warns of what a person should know. */
export function refuseStrangers(
  { strangers, copies, searched }: PasswordLook,
  { leaveOthers }: ChangeDatabasePassword,
  story: Story,
): void {
  if (!searched)
    story.warn(
      'other',
      'It could not be looked through on the server whether another site or program uses the same database account.',
    );
  for (const copy of copies.slice(0, 5))
    story.warn('other', `${copy} holds the old password, too; it looks like a copy that nothing reads.`);
  if (strangers.length === 0) return;
  const named = strangers.slice(0, 5).join('; ') + (strangers.length > 5 ? `; and ${strangers.length - 5} more` : '');
  // What an interrupted attempt has begun is brought to its end.
  if (!leaveOthers && !story.marks.databasePassword)
    throw new ResaltError(
      'NOT_ALLOWED_HERE',
      `Others use the same database account: ${named.slice(0, 1500)}. Nothing was changed. Choose those sites, too, give this site an account of its own, or say --leave-others and change them at once by hand.`,
      'never',
    );
  story.warn(
    'other',
    `These use the same database account and stop working until they get the new password: ${named}.`,
  );
}

export function tellPlan({ hands, members, entered }: PasswordLook, paths: string[], story: Story): void {
  const names = hands.accounts.all.map(({ name }) => name).join(' and ');
  story.will(
    `The database account ${names} gets a new password, written into ${paths.join(', ') || 'no file, they have it'}.`,
  );
  const others = members.slice(1).map(({ site }) => site.name);
  if (others.length > 0) story.will(`Changed together, because they share the account: ${others.join(', ')}.`);
  if (entered.length > 0) story.will('The password that Resalt keeps for it is replaced, too.');
  story.will(
    'Where the account may not have two passwords for a moment, requests fail for some hundredths of a second.',
  );
}

/** What was done and read back; `failing`: for how many milliseconds requests could fail. */
export function deedsOf({ hands, entered }: PasswordLook, paths: string[], failing: number): Deed[] {
  const how =
    failing > 0 ? `requests could fail for ${Math.round(failing)} ms` : 'both passwords were let in meanwhile';
  const done = (kind: string, what: string, why: string | null): Deed => ({ kind, what, result: 'done', why });
  return [
    ...hands.accounts.all.map(({ name }) => done('database-account', name, `the old password is refused; ${how}`)),
    ...[...new Set(paths)].map((path) => done('file', path, null)),
    ...entered.map(({ name }) => done('entry', `the password kept in Resalt for ${name}`, null)),
  ];
}
