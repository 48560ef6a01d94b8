import type { Request } from './access-line.ts';

/** What a request was for, in Resalt's words; null where it is none of those that tell of a breach. */
export function kindOfRequest({ method, target, status }: Request): string | null {
  const { path, query } = partsOf(target);
  const writes = /^(POST|PUT|PATCH|DELETE)$/.test(method);
  const missing = status === 404 || status === 410;
  if (path.endsWith('/wp-login.php')) return loginKind(method, query, status);
  if (path.endsWith('/xmlrpc.php')) return writes ? 'XML-RPC' : null;
  if (runsInUploads.test(path)) return missing ? null : 'PHP where none belongs';
  if (path.endsWith('/wp-admin/admin-ajax.php')) return suspiciousAction.test(query) ? 'AJAX action' : null;
  if (codePages.test(path))
    return writes || /action=|plugin=|file=/.test(query) ? 'plugins, themes or files changed' : 'admin page';
  if (peoplePages.test(path)) return writes ? 'people changed' : 'admin page';
  if (path.includes('/wp-admin/')) return writes ? 'admin action' : null;
  if (restOfUsers.test(path) || restOfUsers.test(query)) return writes ? 'REST: people, plugins or settings' : null;
  if (writes && (path.includes('/wp-json/') || query.includes('rest_route='))) return 'REST';
  if (commands.test(query)) return missing ? null : 'command in a request';
  if (leaks.test(path)) return status === 200 || status === 206 ? 'file with secrets read' : null;
  return null;
}

function loginKind(method: string, query: string, status: number | null): string | null {
  const action = /(?:^|&)action=([a-z_]{1,40})/.exec(query)?.[1] ?? 'login';
  if (action === 'lostpassword' || action === 'retrievepassword')
    return method === 'POST' ? 'new password asked for' : null;
  if (action === 'rp' || action === 'resetpass') return 'password reset';
  if (action === 'register') return method === 'POST' ? 'registration' : null;
  if (action === 'enter_recovery_mode') return 'recovery mode';
  if (method !== 'POST' || action === 'postpass') return null;
  // WordPress answers a login that worked with a redirect, another one with its form.
  return status === 302 ? 'login' : 'login refused';
}

/** Path and query as the web server understands them: escapes read, slashes single, in small letters. */
export function partsOf(target: string): { path: string; query: string } {
  const bare = target.replace(/^https?:\/\/[^/]*/i, '');
  const [before = '', query = ''] = bare.split('?', 2);
  const path = unescaped(before)
    .replace(/\/{2,}/g, '/')
    .toLowerCase();
  return { path: path.startsWith('/') ? path : `/${path}`, query: unescaped(query).toLowerCase() };
}

const unescaped = (text: string): string =>
  text.replace(/%([0-9a-f]{2})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));

const runsInUploads =
  /\/(uploads|cache|upgrade|languages|blogs\.dir|files|images|img|css|fonts)\/.{0,2000}\.(ph(p\d?|tml|ar|ps|t)|inc)(\/|$)|\/\.[^/]{1,100}\.php$/;
const suspiciousAction =
  /action=[^&]{0,60}(upload|file|exec|eval|cmd|install|import|export|shell|download|delete|create_?user|register|reset|update_option|save_option|backup|template|plugin)/;
const codePages =
  /\/wp-admin\/(network\/)?(plugin-install|plugin-editor|theme-install|theme-editor|update|update-core|plugins|themes|import|export|options|options-general|upload|media-new|async-upload)\.php$/;
const peoplePages = /\/wp-admin\/(network\/)?(user-new|users|user-edit|profile|authorize-application)\.php$/;
const restOfUsers = /\/wp\/v2\/(users|plugins|themes|settings|block-directory)|application-passwords|\/batch\/v1/;
const commands = /(^|&)(cmd|exec|eval|system|passthru|shell|sh|c99|r57|code|payload|php)=/;
const leaks =
  /\/(wp-config[^/]*|\.env[^/]*|\.git\/config|[^/]*\.sql(\.gz|\.zip)?|adminer[^/]*\.php|phpinfo\.php|debug\.log)$/;

const secret =
  /([?&;](?:key|token|pass|pwd|password|_?wpnonce|nonce|secret|sig|signature|auth|code|access_token|api_key|rp_key)=)[^&\s"#]+/gi;

/** A request as it is shown: what would open a door is left out of it. */
export const withoutSecrets = (target: string): string => target.replace(secret, '$1…');
