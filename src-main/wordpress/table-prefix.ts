/**
 * A prefix that WordPress accepts (wpdb::set_prefix() dies on anything but these characters) and that leaves room for
 * the longest of its table names within MySQL's 64 characters. Safe inside back-quoted identifiers.
 */
export function isTablePrefix(prefix: string): boolean {
  return /^[A-Za-z0-9_]{0,48}$/.test(prefix);
}
