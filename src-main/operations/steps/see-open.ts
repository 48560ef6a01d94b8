import { ResaltError } from '../../contract/failures.ts';
import type { Deed } from '../../contract/runs.ts';
import type { ProbeResult } from '../../hosts/http-probe.ts';
import { closedSentence } from '../../wordpress/closed-to-visitors.ts';
import type { Tools } from '../tools.ts';
import { type Addresses, anew } from './ask-visitors.ts';

/** What a visitor finds wrong with a page; null where it opens. */
interface SeenPage {
  status: number | null;
  wrong: string | null;
}

const mostRedirects = 4;

/** PHP's own words in a page, as display_errors puts them there, and WordPress's where a page could not be made. */
const complaints: readonly [RegExp, string][] = [
  [
    /(?:<b>)?(?:Fatal error|Parse error|Warning|Notice|Deprecated|Strict Standards)(?:<\/b>)?:\s.{1,2000}? in (?:<b>)?\S.{0,1000}?(?:<\/b>)? on line (?:<b>)?\d+/s,
    'shows warnings or errors of PHP',
  ],
  [/There has been a critical error on this website/, 'says that there has been a critical error'],
  [/Error establishing a database connection/, 'says that the database can’t be reached'],
  [/Briefly unavailable for scheduled maintenance/, 'says that it is under maintenance'],
];

/** A page as a stranger gets it, redirects within the site's own host followed. Never fails but as cancelled runs do. */
async function seePage({ probe }: Pick<Tools, 'probe'>, url: string): Promise<SeenPage> {
  try {
    let at = url;
    for (let hops = 0; ; hops += 1) {
      const answer = await probe(at, { pass: '', timeoutMs: 20_000 });
      const to = nextOf(at, answer);
      if (to === null || hops >= mostRedirects) return { status: answer.status, wrong: wrongWith(answer) };
      at = to;
    }
  } catch (error) {
    if (!(error instanceof ResaltError) || error.code === 'CANCELLED') throw error;
    return { status: null, wrong: error.message };
  }
}

function nextOf(url: string, { status, location }: ProbeResult): string | null {
  if (status < 301 || status > 308 || location === null || !URL.canParse(location, url)) return null;
  const [from, to] = [new URL(url), new URL(location, url)];
  const host = (at: URL) => at.hostname.replace(/^www\./, '');
  return host(from) === host(to) && /^https?:$/.test(to.protocol) ? to.href : null;
}

function wrongWith({ status, body }: ProbeResult): string | null {
  if (body.includes(closedSentence)) return 'still says that the site is closed';
  const complaint = complaints.find(([pattern]) => pattern.test(body));
  if (complaint) return `${complaint[1]} (${status})`;
  return status === 200 ? null : `answers ${status}`;
}

/** How the site answers strangers; `problem`: why it may not be called open. */
export async function seeOpen(
  { front, core }: Addresses,
  tools: Pick<Tools, 'probe'>,
): Promise<{ deeds: Deed[]; problem: string | null }> {
  const pages: [string, string][] = [
    ['the front page', anew(front)],
    ['the front page as a cache may have it', front],
    ['the login page', anew(`${core}/wp-login.php`)],
  ];
  const deeds: Deed[] = [];
  for (const [what, url] of pages) {
    const { status, wrong } = await seePage(tools, url);
    deeds.push({
      kind: 'address',
      what: `${what} answers ${status ?? 'nothing'}`,
      result: wrong === null ? 'done' : 'failed',
      why: wrong?.slice(0, 1000) ?? null,
    });
  }
  const failed = deeds.filter(({ result }) => result === 'failed');
  return {
    deeds,
    problem: failed.length === 0 ? null : failed.map(({ what, why }) => `${what}: it ${why}.`).join(' '),
  };
}
