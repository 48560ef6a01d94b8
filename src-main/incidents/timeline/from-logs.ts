import type { Request } from './access-line.ts';
import { some } from './access-line.ts';
import { type Draft, draft } from './draft.ts';
import type { LoggedError } from './error-line.ts';
import { kindOfRequest, partsOf, withoutSecrets } from './request-kind.ts';

/** A request as an entry. `path`: the file that was asked for, as in the site's folder. */
export function requestDraft(request: Request, at: number): Draft {
  const { method, target, status, agent, ip, time } = request;
  const asked = `${method} ${withoutSecrets(target)}`.trim().slice(0, 700);
  const told = `${asked} → ${status ?? 'no status'}${agent === null ? '' : `, ${agent.slice(0, 200)}`}`;
  return draft({
    ...{ at, asWritten: time.text, source: 'access-log', kind: kindOfRequest(request) ?? 'request' },
    ...{ who: request.user, ip, what: told, agent, path: partsOf(target).path.slice(1) },
    answered: status !== null && status < 400,
  });
}

/** What the server counted instead of telling each of. `what` of the kind `refused` are logins, `xmlrpc` XML-RPC, `4xx` and `5xx` errors. */
export function countDraft(
  counted: { what: string; ip: string | null; count: number; text: string },
  at: number,
): Draft {
  const { what, ip, count, text } = counted;
  const times = `${count} time${count === 1 ? '' : 's'} within an hour`;
  const told: Record<string, [kind: string, what: string]> = {
    refused: ['login refused', `POST to wp-login.php, refused or not answered by a redirect, ${times}`],
    xmlrpc: ['XML-RPC', `POST to xmlrpc.php, ${times}`],
    '4xx': ['errors', `Requests answered with an error of the 400s, ${times}`],
    '5xx': ['errors', `Requests answered with an error of the 500s, ${times}`],
  };
  const [kind, sentence] = told[what] ?? ['errors', `${what}, ${times}`];
  return draft({ at, asWritten: text, source: 'access-log', kind, ip, what: sentence, answered: false });
}

/** A line of an error log as an entry; the file that it names, if it lies in `root`. */
export function errorDraft({ time, ip, text, from }: LoggedError, at: number, root: string): Draft {
  const named = / in (\/[^\s:(]{1,1000}\.ph[a-z0-9]{1,4})(?:[:(\s]|$)/i.exec(text)?.[1] ?? null;
  return draft({
    ...{ at, asWritten: time.text, source: 'error-log', kind: `${words[from]} error`, ip },
    ...{ what: withoutSecrets(text).slice(0, 1000), answered: false },
    path: named?.startsWith(`${root}/`) ? named.slice(root.length + 1) : some(named, 1000),
  });
}

const words = { nginx: 'nginx', apache: 'Apache', php: 'PHP' } as const;
