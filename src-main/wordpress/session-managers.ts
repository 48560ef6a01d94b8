/**
 * Plugins that put another session manager in the place of WordPress's own (filter `session_token_manager`): their sessions are not in
 * `session_tokens`, or not only. By folder or file name in plugins and mu-plugins; read in their source.
 */
const known: readonly { name: string; plugin: string; where: string }[] = [
  { name: 'wp-redis-user-session-storage', plugin: 'Redis User Session Storage', where: 'in Redis' },
  { name: 'wp-redis-user-session-storage.php', plugin: 'Redis User Session Storage', where: 'in Redis' },
  { name: 'redis-user-session-storage.php', plugin: 'Redis User Session Storage', where: 'in Redis' },
  { name: 'woo-global-cart', plugin: 'WooCommerce Global Cart', where: 'on several sites of the network at once' },
];

/** Tables, without the prefix, in which plugins keep sessions beside WordPress's own. */
export const sessionTables: readonly { table: string; plugin: string }[] = [
  { table: 'guard_dog_sessions', plugin: 'Guard Dog' },
];

/** What such a table means for who ends sessions. */
export const ownSessionTable = ({ table, plugin }: (typeof sessionTables)[number]): string =>
  `${plugin} keeps sessions in a table of its own (${table}). Resalt reads there when somebody was last seen and changes nothing in it: WordPress’s own logins end all the same, but ${plugin} may go on listing them.`;

/** How to say, for a site that has these plugins, that logins may live elsewhere; null where none is known to do that. */
export function otherSessionManager(plugins: readonly string[], files: readonly string[] = []): string | null {
  const found = known.filter(({ name }) => plugins.includes(name));
  const [first] = found;
  if (first)
    return `The plugin ${first.plugin} is there, which keeps sessions ${first.where} while it is active: such logins are not in this list, and ending sessions here does not end them. New salts do.`;
  const [file] = files;
  if (file === undefined) return null;
  return `${file} sets a session manager of its own (session_token_manager): logins may be kept elsewhere than in this list, and ending sessions here may not end them. New salts do.`;
}
