import { setTimeout as wait } from 'node:timers/promises';
import type { Deed } from '../../contract/runs.ts';
import { packedAddress, readableAddress } from '../../wordpress/closed-to-visitors.ts';
import type { Tools } from '../tools.ts';
import { noPass } from '../visitors-pass.ts';
import { type Addresses, anew, askVisitor, type VisitorsAnswer } from './ask-visitors.ts';

/** What a closed site must not open to a stranger. */
const shutPaths: readonly [path: string, what: string][] = [
  ['/wp-login.php', 'the login page (wp-login.php)'],
  ['/wp-admin/', 'the dashboard (wp-admin)'],
  ['/wp-admin/admin-ajax.php', 'wp-admin/admin-ajax.php'],
  ['/xmlrpc.php', 'xmlrpc.php'],
];

/** What `.maintenance` can't stop, and why; told, not hidden. */
const otherPaths: readonly [path: string, what: string, why: string][] = [
  [
    '/wp-admin/install.php',
    'wp-admin/install.php',
    'WordPress’s installer starts without looking for .maintenance; on a site that is installed it only says so',
  ],
  [
    '/wp-includes/version.php',
    'a PHP file that does not load WordPress',
    'files of PHP that are opened directly run as before, web shells as well: quarantine them',
  ],
  ['/wp-includes/css/buttons.css', 'a static file', 'the web server sends it without PHP'],
];

/** How the site answers strangers and Resalt. `problem`: why it may not be called closed. */
export interface SeenClosed {
  deeds: Deed[];
  problem: string | null;
  /** This machine's own address, where it is among those that are let in. */
  letIn: string | null;
}

/**
 * Looks from outside: strangers get Resalt's 503 wherever WordPress would answer, and who has the pass comes in. Waits for OPcache up to
 * `patienceMs`. `pass`: Resalt's.
 */
export async function seeClosed(
  addresses: Addresses,
  { pass, allow }: { pass: string; allow: readonly string[] },
  tools: Pick<Tools, 'probe'>,
  patienceMs: number,
): Promise<SeenClosed> {
  const { front, core } = addresses;
  const ask = (url: string, shown: string) => askVisitor(tools, url, { pass: shown });
  const first = await untilClosed(() => ask(anew(front), noPass), patienceMs);
  if (first.answer !== 'closed') {
    const deed = asDeed('the front page', first, 'failed', notClosed(first));
    return { deeds: [deed], problem: `Strangers are not shut out. ${notClosed(first)}`, letIn: null };
  }
  const deeds: Deed[] = [asDeed('the front page', first, 'done', null)];
  const shut: [url: string, what: string, cached?: true][] = [
    [front, 'the front page as a cache may have it', true],
    [anew(`${front}?rest_route=/`), 'the REST API'],
    ...shutPaths.map(([path, what]): [string, string] => [anew(`${core}${path}`), what]),
  ];
  for (const [url, what, cached = false] of shut) {
    const answer = await askVisitor(tools, url, { pass: noPass, cached });
    const isShut = answer.answer === 'closed' || answer.answer === 'shut';
    deeds.push(asDeed(what, answer, isShut ? 'done' : 'failed', isShut ? null : stillOpen(what, answer)));
  }
  for (const [path, what, why] of otherPaths) {
    const answer = await ask(anew(`${core}${path}`), noPass);
    if (answer.answer === 'open') deeds.push(asDeed(what, answer, 'kept', why));
  }
  const inside = await ask(anew(front), pass);
  deeds.push(ownRequest(inside));
  const plain = await ask(anew(front), '');
  const failed = deeds.filter(({ result }) => result === 'failed');
  return {
    deeds,
    problem:
      failed.length > 0
        ? failed.map(({ what, why }) => `${what}: ${why}`).join(' ')
        : doubt(front, plain, inside, allow),
    letIn:
      plain.answer !== 'closed' && inside.seenAs !== null && allow.includes(inside.seenAs)
        ? readableAddress(inside.seenAs)
        : null,
  };
}

async function untilClosed(ask: () => Promise<VisitorsAnswer>, patienceMs: number): Promise<VisitorsAnswer> {
  const deadline = Date.now() + patienceMs;
  for (let pause = 100; ; pause = Math.min(2000, pause * 1.7)) {
    const answer = await ask();
    if (answer.answer === 'closed' || Date.now() + pause > deadline) return answer;
    await wait(pause);
  }
}

const asDeed = (
  what: string,
  { status, why: unheard }: VisitorsAnswer,
  result: Deed['result'],
  why: string | null,
): Deed => ({
  kind: 'address',
  what: `${what} answers ${status ?? 'nothing'}`,
  result,
  why: (why ?? unheard)?.slice(0, 1000) ?? null,
});

/** How the deed of Resalt's own request begins. */
export const ownRequestName = 'Resalt’s own request';

/** Whether Resalt comes in. Where the address leads to another host nobody has tried, and strangers are shut out all the same. */
function ownRequest(inside: VisitorsAnswer): Deed {
  if (inside.elsewhere) return asDeed(ownRequestName, inside, 'kept', inside.why);
  const comesIn = inside.answer !== 'closed' && inside.status !== null && inside.status < 500;
  return asDeed(ownRequestName, inside, comesIn ? 'done' : 'failed', comesIn ? null : passRefused(inside));
}

const notClosed = ({ status, why }: VisitorsAnswer): string =>
  why ??
  `The front page answers ${status} without Resalt’s notice. Its .maintenance is in place, so something answers before WordPress does: a page cache, another folder than the one entered, or PHP that goes on with what OPcache has (reload PHP-FPM).`;

const stillOpen = (what: string, { why }: VisitorsAnswer): string =>
  why ??
  (what.includes('cache')
    ? 'A page cache still shows it to visitors. Empty it in the plugin, at the host or at the CDN.'
    : 'Something answers before WordPress does. Look at the web server’s configuration.');

const passRefused = ({ answer, status }: VisitorsAnswer): string =>
  answer === 'closed'
    ? 'The header with Resalt’s pass does not come through: a proxy or firewall may take it out. Proofs can’t look into this site while it is closed.'
    : `The site answers ${status ?? 'nothing'} even to who may come in: it is broken, or can’t be reached from here.`;

/** From here the site is open without a pass: right where this machine's address was let in, wrong where a proxy's was. */
function doubt(
  front: string,
  plain: VisitorsAnswer,
  { seenAs }: VisitorsAnswer,
  allow: readonly string[],
): string | null {
  if (plain.answer === 'closed') return null;
  if (seenAs === null || !allow.includes(seenAs))
    return `Without the pass the site answers ${plain.status ?? 'nothing'} from here, though this machine’s address is not among those that are let in. ${plain.why ?? ''}`.trim();
  const { hostname } = new URL(front);
  const isPublic = hostname.includes('.') && packedAddress(hostname) === null;
  return isPublic && isPrivate(seenAs)
    ? `PHP sees requests come from ${readableAddress(seenAs)}, which is a proxy’s address and not a visitor’s; as it is let in, everybody is. Close the site without that address.`
    : null;
}

const isPrivate = (packed: string): boolean =>
  /^0{20}ffff(?:0a|7f|a9fe|ac1[0-9a-f]|c0a8|64[4-7])/.test(packed) || /^(?:f[cd]|fe[89ab]|0{31}1)/.test(packed);

/** What was done, and what was seen of it: where nothing was to be done, what was seen is no deed either. */
export const withSeen = (own: Deed, seen: readonly Deed[]): Deed[] => [
  own,
  ...seen.map((deed) =>
    own.result === 'unchanged' && deed.result === 'done' ? { ...deed, result: 'unchanged' as const } : deed,
  ),
];
