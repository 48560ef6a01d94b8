import { createHash } from 'node:crypto';
import type { ConfigStatement } from './door-reading.ts';
import { findHiddenCode } from './hidden-code/find-hidden-code.ts';
import {
  child,
  isNode,
  type Node,
  nameOf,
  nodes,
  parsePhp,
  type Source,
  sliceOf,
  spanOf,
  walk,
} from './wp-config/syntax.ts';

/**
 * What stands in a file of the configuration and doesn't belong there: a configuration defines constants and loads WordPress. `problem`: the file could not be
 * taken apart, so that only its words were looked at.
 */
export function oddStatements(path: string, bytes: Buffer): { odd: ConfigStatement[]; problem: string | null } {
  const parsing = parsePhp(path, path, bytes);
  const hidden = (findHiddenCode(bytes) ?? []).filter(
    ({ what, sure }) => sure !== 'possible' || !isDocker(what, bytes),
  );
  const words = hidden.map((one) => ({ ...one, path, digest: digestOf(lineOf(bytes, one.line)) }));
  if (!parsing.ok) return { odd: words, problem: `${path} ${parsing.problem}` };
  const known = new Set(words.map(({ line }) => line));
  return { odd: [...words, ...ofSource(parsing.source).filter(({ line }) => !known.has(line))], problem: null };
}

/** Docker's own wp-config.php runs what the container's environment holds. */
const isDocker = (what: string, bytes: Buffer): boolean =>
  what.includes('eval') &&
  /if \(\$configExtra = getenv_docker\('WORDPRESS_CONFIG_EXTRA', ''\)\)/.test(bytes.toString('latin1'));

const digestOf = (text: string): string => createHash('sha256').update(text, 'latin1').digest('hex').slice(0, 16);
const lineOf = (bytes: Buffer, line: number): string => bytes.toString('latin1').split('\n')[line - 1] ?? '';

function ofSource(source: Source): ConfigStatement[] {
  const settings = source.statements.findIndex((node) =>
    walk(node).some((one) => loads(source, one, /wp-settings\.php/)),
  );
  return source.statements.flatMap((node, index) => {
    const after = settings >= 0 && index > settings && !isHarmless(node) ? [says(source, node, 'possible', late)] : [];
    return [...after, ...walk(node).flatMap((one) => judge(source, one))];
  });
}

const late = 'It runs code after WordPress was loaded';

function says(source: Source, node: Node, sure: ConfigStatement['sure'], what: string): ConfigStatement {
  const span = spanOf(source, node);
  return { path: source.path, line: span.line, sure, what, digest: digestOf(sliceOf(source, span)) };
}

/** Blank lines, and constants that come too late to matter. */
function isHarmless(node: Node): boolean {
  if (node.kind === 'inline') return String(node.raw ?? node.value).trim() === '';
  if (node.kind === 'nop') return true;
  return walk(node).every(
    (one) => one.kind !== 'call' || ['define', 'defined'].includes(nameOf(one.what)?.toLowerCase() ?? ''),
  );
}

const calls: readonly [RegExp, ConfigStatement['sure'], string][] = [
  [/^(system|exec|shell_exec|passthru|popen|proc_open|pcntl_exec)$/, 'likely', 'It runs a command'],
  [
    /^(curl_exec|curl_init|fsockopen|stream_socket_client|wp_remote_(get|post|request))$/,
    'likely',
    'It speaks to another server',
  ],
  [
    /^(wp_create_user|wp_insert_user|wp_set_auth_cookie|wp_set_current_user)$/,
    'likely',
    'It makes users or logs them in',
  ],
  [/^(base64_decode|gzinflate|gzuncompress|str_rot13|hex2bin)$/, 'possible', 'It decodes something'],
  [/^(file_put_contents|fwrite|fputs|unlink|rename|copy|chmod|touch|symlink)$/, 'possible', 'It writes files'],
  [
    /^(register_shutdown_function|set_error_handler|ob_start|spl_autoload_register)$/,
    'possible',
    'It has code run later',
  ],
  [/^(add_filter|add_action|add_shortcode)$/, 'possible', 'It hooks into WordPress'],
  [/^(call_user_func|call_user_func_array)$/, 'possible', 'It calls a function by a name that it puts together'],
];

function judge(source: Source, node: Node): ConfigStatement[] {
  if (node.kind === 'include') return judgeInclude(source, node);
  if (node.kind === 'function' && nameOf(node.name)?.toLowerCase() !== 'getenv_docker')
    return [says(source, node, 'unlikely', 'It defines a function')];
  if (node.kind === 'class') return [says(source, node, 'unlikely', 'It defines a class')];
  if (node.kind !== 'call') return [];
  const name = nameOf(node.what)?.toLowerCase().split('\\').pop();
  if (name === undefined) return [];
  const given = nodes(node.arguments);
  if (name === 'ini_set' || name === 'ini_alter') return judgeSetting(source, node, given);
  if (
    name === 'file_get_contents' &&
    given[0] &&
    walk(given[0]).some((one) => /^https?:/i.test(String(one.value ?? '')))
  )
    return [says(source, node, 'likely', 'It speaks to another server')];
  const known = calls.find(([names]) => names.test(name));
  return known ? [says(source, node, known[1], known[2])] : [];
}

function judgeSetting(source: Source, node: Node, given: Node[]): ConfigStatement[] {
  const name = String(given[0]?.value ?? '').toLowerCase();
  if (name === 'auto_prepend_file' || name === 'auto_append_file')
    return [says(source, node, 'likely', `It sets ${name}`)];
  if (name === 'allow_url_include') return [says(source, node, 'likely', 'It allows code from other servers')];
  return name === 'open_basedir' || name === 'disable_functions'
    ? [says(source, node, 'possible', `It sets ${name}`)]
    : [];
}

const loads = (source: Source, node: Node, name: RegExp): boolean =>
  node.kind === 'include' && name.test(sliceOf(source, spanOf(source, node)));

/** By what hosts and their tools call them (SHAPES). What the file does is judged by its own statements as well. */
const usual =
  /(wp-settings|wp-salts?|salts?|keys|wp-config[\w.-]*|config[\w.-]*|[\w.-]*-config|autoload|application|environment|env|local|database|db|gd-config|settings|constants|wordfence-waf|advanced-headers|wp-cache-phase1|object-cache|wpcom-config|load|wp-load|production|staging|development)\.php\W*$/i;

function judgeInclude(source: Source, node: Node): ConfigStatement[] {
  const target = child(node, 'target');
  const literals = target ? walk(target).filter((one) => one.kind === 'string' && isNode(one)) : [];
  const last = String(literals.at(-1)?.value ?? '');
  if (last === '' || usual.test(last)) return [];
  if (last.startsWith('/etc/wordpress/')) return [];
  return [says(source, node, 'possible', 'It loads a file that no configuration usually loads')];
}
