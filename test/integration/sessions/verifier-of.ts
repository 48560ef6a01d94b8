import { createHash } from 'node:crypto';

/** The name of the session that these cookies of a login belong to (FACTS: The cookie). */
export function verifierOf(cookies: ReadonlyMap<string, string>): string {
  const cookie = [...cookies].find(([name]) => name.startsWith('wordpress_logged_in_'))?.[1] ?? '';
  const token = decodeURIComponent(cookie).split('|')[2] ?? '';
  return createHash('sha256').update(token).digest('hex');
}
