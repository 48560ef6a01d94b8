import { sql } from '../../fleet/database.ts';
import type { FleetSite } from '../../fleet/site.ts';
import { plantUsers, row } from '../../integration/audit/odd-users.ts';
import { askUserCan } from '../../integration/audit/user-can.ts';
import { atHome, makePasswords } from '../../integration/closing/application-passwords.ts';

/** Whom an attacker made: an administrator by a right of their own, whom WordPress’s list does not show. */
export const intruder = 'wpsys';

export interface Poisoned {
  site: FleetSite;
  /** The intruder's number there. */
  intruder: number;
  /** An application password of an editor, made by WordPress itself. */
  password: string;
}

/** Plants a hidden administrator and an application password of ed1. */
export async function poison(site: FleetSite): Promise<Poisoned> {
  const ids = await plantUsers(site, [
    { login: intruder, rows: [['capabilities', row(['subscriber', 'b:1;'], ['manage_options', 'b:1;'])]] },
  ]);
  await atHome(site);
  const made = await makePasswords(site, { ed1: ['Zapier'] });
  return { site, intruder: ids.get(intruder) ?? 0, password: made.ed1?.Zapier?.password ?? '' };
}

/** What WordPress's own user_can() grants of what makes an administrator. */
export async function mayWhat({ site, intruder }: Poisoned): Promise<string[]> {
  return (await askUserCan(site))['1']?.[intruder] ?? [];
}

/** The rows of a user that stand in the database, as text: capabilities, sessions, application passwords. */
export async function rowsOf(site: FleetSite, login: string): Promise<Record<string, string>> {
  const rows = await sql(
    site,
    'SELECT m.meta_key AS name, m.meta_value AS value FROM {p}usermeta m JOIN {p}users u ON u.ID = m.user_id WHERE u.user_login = ?',
    [login],
  );
  return Object.fromEntries(
    rows.map(({ name, value }) => [String(name).replace(/^.*_(?=capabilities$)/, ''), String(value)]),
  );
}
