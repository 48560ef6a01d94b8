import type { AuditBlog, AuditReading } from '../../wordpress/audit-reading.ts';
import { isAdministratorCapability } from '../../wordpress/capabilities.ts';
import { rightsHere } from '../../wordpress/user-can.ts';

/** Roles of WordPress and of well-known plugins: what of an administrator's rights each has when nobody tampered with it (plugins': believed). */
export const knownRoles: ReadonlyMap<string, readonly string[]> = new Map([
  ...['editor', 'author', 'contributor', 'subscriber', 'customer', 'wpseo_editor', 'wpseo_manager'].map(
    (role): [string, string[]] => [role, []],
  ),
  ['shop_manager', ['edit_users', 'import', 'export']],
  ['give_manager', ['import', 'export']],
]);

/** What of an administrator's rights a role gives on this blog, by user_can(). Sorted. */
export function administeringOf(role: string, { roles }: AuditBlog, { circumstances }: AuditReading): string[] {
  const { can } = rightsHere({ capabilities: new Map([[role, true]]), roles, superAdmin: false }, circumstances);
  return [...can].filter(isAdministratorCapability).sort();
}

/** Logins of users with that role, as far as the audit knows them. */
export const holdersOf = ({ people }: AuditReading, role: string, blog: number): string[] =>
  [...people.values()]
    .filter((person) => person.blogs.some((one) => one.blog === blog && one.roles.includes(role)))
    .map(({ login }) => login)
    .slice(0, 50);
