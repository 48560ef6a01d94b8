/** Name and version as the header of a plugin's main file has them (get_file_data()); null where it is none. `text`: its first 8 KiB. */
export function pluginHeader(text: string): { name: string; version: string | null } | null {
  const name = field(text, 'Plugin Name');
  return name === null ? null : { name, version: field(text, 'Version') };
}

function field(text: string, name: string): string | null {
  const line = new RegExp(`^(?:[ \\t]*<\\?php)?[ \\t/*#@]*${name}:(.*)$`, 'im').exec(text.replaceAll('\r', '\n'));
  const value = line?.[1]?.replace(/\s*(?:\*\/|\?>).*/, '').trim();
  return value ? value.slice(0, 200) : null;
}
