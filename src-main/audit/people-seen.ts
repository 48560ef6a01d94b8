import type { KeptPerson } from '../store/kept-audits/kept-types.ts';
import type { AuditReading } from '../wordpress/audit-reading.ts';

/** Administrators and owners of application passwords and keys, as one look read them. */
export function peopleSeen({ people, applicationPasswords, keys, unread }: AuditReading): KeptPerson[] {
  const passwords = new Map(applicationPasswords.map(({ userId, items }) => [userId, items.length]));
  const owned = new Map<number, number>();
  for (const { userId } of keys) owned.set(userId, (owned.get(userId) ?? 0) + 1);
  return [...people.values()].flatMap(({ id, login, email, blogs, superAdmin, administrator }) => {
    if (!administrator && !passwords.get(id) && !owned.has(id)) return [];
    const has = {
      applicationPasswords: unread.has('application-passwords') ? null : (passwords.get(id) ?? 0),
      keys: unread.has('woocommerce') || unread.has('gravity-forms') ? null : (owned.get(id) ?? 0),
    };
    const roles = [...new Set([...(superAdmin ? ['super admin'] : []), ...blogs.flatMap((one) => one.roles)])];
    return [{ userId: id, user: login, email, roles: roles.slice(0, 50), administrator, ...has }];
  });
}
