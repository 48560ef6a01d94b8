import { randomBytes } from 'node:crypto';
import { atHome } from '../../integration/closing/application-passwords.ts';
import type { FleetSite } from '../site.ts';
import { userOf } from '../site.ts';
import { logIn } from '../visit.ts';
import { ask, logInAs } from './attacker.ts';
import type { Door } from './door.ts';
import { type Asked, plant } from './plant.ts';

export const backdoor = 'sitehelper';
export const hidden = 'wpsys';
/** Whose cookies and application password the attacker has; both are innocent. */
export const robbed = { administrator: 'owner', editor: 'ed1', application: 'agency', reset: 'ed2' } as const;
export const applicationName = 'Mobile sync';
export const hook = 'wp_session_cleanup_sync';

const password = () => randomBytes(12).toString('base64url');

/** Accounts, cookies, an application password, a key for a new password and a planned hook: all real, all made by WordPress. */
export async function takeAccounts(site: FleetSite): Promise<{ doors: Door[]; secrets: string[] }> {
  await atHome(site);
  const asked: Asked = {
    backdoor: { login: backdoor, password: password() },
    hidden: { login: hidden, password: password() },
    application: { login: robbed.application, name: applicationName },
    reset: robbed.reset,
    hook,
  };
  // What steals cookies takes those of people who log in themselves, from where they are.
  const stolen = {
    administrator: (await logIn(site, robbed.administrator, { ip: '84.241.192.10' })).cookie,
    editor: (await logIn(site, robbed.editor, { ip: '84.241.192.10' })).cookie,
  };
  const made = await plant(site, asked);
  const doors = [
    byLogin(site, 'a backdoor administrator', asked.backdoor, '/wp-admin/users.php'),
    byLogin(site, 'an administrator by a capability of its own', asked.hidden, '/wp-admin/options-general.php'),
    byCookie(site, 'stolen cookies of an administrator', stolen.administrator),
    byCookie(site, 'stolen cookies of an editor', stolen.editor),
    byApplicationPassword(site, made.application),
    byResetKey(site, made.reset),
  ];
  return { doors, secrets: [asked.backdoor.password, asked.hidden.password, made.application, made.reset] };
}

const byLogin = (site: FleetSite, name: string, { login, password }: Asked['backdoor'], page: string): Door => ({
  name,
  trace: new RegExp(login),
  async open() {
    const cookie = await logInAs(site, login, password);
    return cookie !== null && (await ask(site, page, { cookie })).status === 200;
  },
});

const byCookie = (site: FleetSite, name: string, cookie: string): Door => ({
  name,
  trace: /sessions?|logins?/i,
  open: async () => (await ask(site, '/wp-admin/profile.php', { cookie })).status === 200,
});

const byApplicationPassword = (site: FleetSite, made: string): Door => ({
  name: 'an application password',
  trace: new RegExp(applicationName),
  async open() {
    const login = userOf(site, robbed.application).login;
    const authorization = `Basic ${Buffer.from(`${login}:${made}`).toString('base64')}`;
    const { status, body } = await ask(site, '/?rest_route=/wp/v2/users/me', { headers: { authorization } });
    return status === 200 && JSON.parse(body).slug === login;
  },
});

/** The link of the mail: first the key, then with the cookie that it gives the form for a new password. */
const byResetKey = (site: FleetSite, key: string): Door => ({
  name: 'a key for a new password',
  trace: /reset|new passwords/i,
  async open() {
    const query = new URLSearchParams({ action: 'rp', key, login: robbed.reset });
    const { cookies } = await ask(site, `/wp-login.php?${query}`);
    const { status, body } = await ask(site, '/wp-login.php?action=rp', { cookie: cookies.join('; ') });
    return status === 200 && body.includes('name="resetpassform"');
  },
});
