import { findIn } from '../../../../src-main/audit/find.ts';
import type { CheckName, Finding } from '../../../../src-main/contract/findings.ts';
import type { AuditBlog, AuditReading, Person, PersonOnBlog } from '../../../../src-main/wordpress/audit-reading.ts';
import type { Roles } from '../../../../src-main/wordpress/capabilities.ts';
import { rightsHere } from '../../../../src-main/wordpress/user-can.ts';

/** 22 November 2026. */
export const now = 1_795_300_000;
export const day = 86_400;

const circumstances = {
  ...{ multisite: false, disallowFileEdit: false, disallowFileMods: false, disallowUnfilteredHtml: false },
  ...{ allowUnfilteredUploads: false, addNewUsers: false, pluginsMenu: false },
};
const of = (...names: string[]) => new Map(names.map((name) => [name, true]));
export const roles: Roles = new Map([
  ['administrator', of('read', 'manage_options', 'edit_users', 'install_plugins')],
  ['editor', of('read', 'edit_posts', 'unfiltered_html')],
  ['contributor', of('read', 'edit_posts')],
  ['subscriber', of('read')],
]);
export const withRole = (name: string, ...capabilities: string[]): Roles =>
  new Map([...roles, [name, of(...capabilities)]]);

export const blog = (more: Partial<AuditBlog> = {}): AuditBlog => ({
  ...{ blog: 1, at: null, roles, defaultRole: 'subscriber', open: false, tokenOptions: [] },
  ...{ planned: [], activePlugins: [], cloudOptions: [] },
  ...{ siteurl: 'https://client.test', home: 'https://client.test' },
  ...more,
});

/** A user with these keys in the capabilities row, each true unless it begins with "!". */
export function person(id: number, keys: string[], more: Partial<Person> = {}, known: Roles = roles): Person {
  const capabilities = new Map(keys.map((key) => [key.replace(/^!/, ''), !key.startsWith('!')]));
  const here = rightsHere({ capabilities, roles: known, superAdmin: more.superAdmin ?? false }, circumstances);
  const on: PersonOnBlog = {
    ...{ blog: 1, ...here, falseRoles: here.roles.filter((role) => capabilities.get(role) === false) },
    listed: capabilities.has('administrator'),
  };
  return {
    ...{ id, login: `user${id}`, email: `user${id}@client.test`, registered: now - 400 * day, hash: 'other' as const },
    ...{ resetAsked: null, signs: ['session_tokens'], superAdmin: false, blogs: [on] },
    ...{ administrator: here.administrator, how: [...here.how] },
    ...more,
  };
}

export const reading = (more: Partial<AuditReading> & { persons?: Person[] } = {}): AuditReading => ({
  ...{ url: 'https://client.test', now, before68: true, circumstances, blogs: [blog()], superAdmins: [], orphans: [] },
  ...{ unjudged: [], firstRegistered: now - 900 * day, sharedEmails: [], sharedHashes: [], applicationPasswords: [] },
  ...{ keys: [], triggers: [], events: [], addressConstants: { siteurl: null, home: null }, unread: new Map() },
  files: null,
  ...{ userTokens: [], jwtSecret: null, accounts: [], cronWithoutCode: [], configStatements: [], leaks: [] },
  versions: { wordpress: null, php: null },
  people: new Map((more.persons ?? []).map((one) => [one.id, one])),
  ...more,
});

export const site = { id: 's_aaaaaaaaaaaa', name: 'acme' };
/** What one check finds, as severity and confidence. */
export const found = (check: CheckName, of: AuditReading): string[] =>
  findings(check, of).map(({ severity, confidence }) => `${severity}, ${confidence}`);
export const findings = (check: CheckName, of: AuditReading): Finding[] => findIn(site, of, new Set([check])).findings;
