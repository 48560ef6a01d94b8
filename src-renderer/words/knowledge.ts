import type { SessionKnowledge } from '../../src-main/contract/session-policies.ts';

type Office = SessionKnowledge['offices'][number];
type Role = SessionKnowledge['rolesNotHere'][number];
export type Read<T> = { read: T } | { wrong: string };

const lines = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

/** One a line, without those said twice. */
export const readList = (text: string): string[] => [...new Set(lines(text))];

export const writeOffices = (offices: readonly Office[]): string =>
  offices.map(({ name, range }) => `${range}  ${name}`).join('\n');

/** "203.0.113.0/24  Amsterdam": the range, then what it is called. */
export function readOffices(text: string): Read<Office[]> {
  const offices: Office[] = [];
  for (const line of lines(text)) {
    const [range = '', ...name] = line.split(/\s+/);
    if (name.length === 0) return { wrong: `“${line}” needs a name after the range: ${line} Amsterdam` };
    offices.push({ range, name: name.join(' ') });
  }
  return { read: offices };
}

export const writeRoles = (roles: readonly Role[]): string =>
  roles
    .map(({ role, client, tag }) => `${role}${client ? ` on client ${client}` : ''}${tag ? ` on tag ${tag}` : ''}`)
    .join('\n');

/** "shop_manager", or "administrator on client Acme & Sons", or "administrator on tag shop". */
export function readRoles(text: string): Read<Role[]> {
  const roles: Role[] = [];
  for (const line of lines(text)) {
    const [, role, what, where] = /^(\S+)(?:\s+on\s+(client|tag)\s+(.+))?$/.exec(line) ?? [];
    if (role === undefined)
      return { wrong: `“${line}” is not a role, nor “role on client name” or “role on tag name”.` };
    if (what === 'client' && where) roles.push({ role, client: where });
    else if (what === 'tag' && where) roles.push({ role, tag: where });
    else roles.push({ role });
  }
  return { read: roles };
}
