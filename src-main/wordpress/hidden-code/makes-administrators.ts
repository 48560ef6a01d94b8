import type { HiddenCode } from './find-hidden-code.ts';
import { isRequest } from './sources.ts';
import { argumentsOf, calledAt, literalOf, type Token, tokensOf } from './tokens.ts';

const makers = new Set(['wp_create_user', 'wp_insert_user', 'wp_update_user', 'wpmu_create_user']);
const letsIn = new Set(['wp_set_auth_cookie', 'wp_set_current_user']);

/**
 * Code that lets somebody in without a password, or makes administrators: the back door that is most often put into a theme's functions.php. It
 * hides nothing, so it is looked for only where no installer and no membership plugin is; WordPress itself does the second when it is installed.
 */
export function makesAdministrators(bytes: Uint8Array): HiddenCode[] {
  const tokens = tokensOf(bytes) ?? [];
  const making = tokens.some((_, at) => makers.has(calledAt(tokens, at) ?? ''));
  const [first] = making ? tokens.filter((_, at) => givesRole(tokens, at)) : [];
  return [
    ...tokens.flatMap((token, at) => logsIn(tokens, at, token)),
    ...(first ? [{ sure: 'likely' as const, what: 'It makes administrators', line: first.line }] : []),
  ].slice(0, 20);
}

/** A user by a plain number, or whom a request names. */
function logsIn(tokens: readonly Token[], at: number, { line }: Token): HiddenCode[] {
  if (!letsIn.has(calledAt(tokens, at) ?? '')) return [];
  const given = argumentsOf(tokens, at);
  const number = /^["']?[1-9]\d*["']?$/.test(given[0]?.text ?? '') && [undefined, ','].includes(given[1]?.type);
  const asked = given.some((_, one) => isRequest(given, one));
  if (!number && !asked) return [];
  // Tasks of WP-CLI and WP-Cron work in somebody's name honestly; nobody gets a cookie by that.
  const sure = asked || calledAt(tokens, at) === 'wp_set_auth_cookie' ? ('likely' as const) : ('possible' as const);
  return [{ sure, what: 'It lets in without a password', line }];
}

/** `->set_role('administrator')`, `'role' => 'administrator'`. */
function givesRole(tokens: readonly Token[], at: number): boolean {
  const { type = '', text = '' } = tokens[at] ?? {};
  const is = (place: number) => literalOf(tokens[place]) === 'administrator';
  if (type === 'T_STRING' && /^(?:set_role|add_role)$/i.test(text)) return tokens[at + 1]?.type === '(' && is(at + 2);
  return literalOf(tokens[at]) === 'role' && tokens[at + 1]?.type === 'T_DOUBLE_ARROW' && is(at + 2);
}
