import { ResaltError } from '../../contract/failures.ts';
import type { Deed } from '../../contract/runs.ts';
import type { ProbeResult } from '../../hosts/http-probe.ts';
import { closedSentence } from '../../wordpress/closed-to-visitors.ts';
import { complaintIn } from '../../wordpress/page-complaints.ts';
import type { Tools } from '../tools.ts';
import { type Addresses, anew } from './ask-visitors.ts';

/** A page of the smoke test. `opens`: it must answer 200; the others may refuse strangers, as a plugin of security lets them. */
interface Page {
  what: string;
  url: string;
  opens: boolean;
  /** As browsers ask, so that a cache gives what it has. */
  cached?: true;
}

/** What a visitor finds wrong with a page; null where nothing. */
interface SeenPage {
  status: number | null;
  wrong: string | null;
}

const mostRedirects = 4;

const pagesOf = ({ front, core }: Addresses): Page[] => [
  { what: 'the front page', url: anew(front), opens: true },
  { what: 'the front page as a cache may have it', url: front, opens: true, cached: true },
  { what: 'the login page', url: anew(`${core}/wp-login.php`), opens: true },
  { what: 'the login page as a cache may have it', url: `${core}/wp-login.php`, opens: true, cached: true },
  { what: 'the REST API', url: anew(`${front}?rest_route=/`), opens: false },
  { what: 'wp-admin/admin-ajax.php', url: anew(`${core}/wp-admin/admin-ajax.php`), opens: false },
];

/** How the site answers strangers; `problem`: why it may not be called open. */
export async function seeOpen(
  addresses: Addresses,
  tools: Pick<Tools, 'probe'>,
): Promise<{ deeds: Deed[]; problem: string | null }> {
  const deeds: Deed[] = [];
  for (const page of pagesOf(addresses)) {
    const { status, wrong } = await seePage(tools, page);
    deeds.push({
      kind: 'address',
      what: `${page.what} answers ${status ?? 'nothing'}`,
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

/** A page as a stranger gets it, redirects within the site's own host followed. Never fails but as cancelled runs do. */
async function seePage({ probe }: Pick<Tools, 'probe'>, page: Page): Promise<SeenPage> {
  const { url, cached = false } = page;
  try {
    let at = url;
    for (let hops = 0; ; hops += 1) {
      const answer = await probe(at, { pass: '', timeoutMs: 20_000, cached });
      const to = nextOf(at, answer);
      if (to === null || hops >= mostRedirects) return { status: answer.status, wrong: wrongWith(answer, page) };
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

function wrongWith({ status, body }: ProbeResult, { opens, cached }: Page): string | null {
  if (body.includes(closedSentence))
    return cached ? `still says that the site is closed: ${cacheHasIt}` : 'still says that the site is closed';
  const complaint = complaintIn(body);
  if (complaint) return `${complaint} (${status})`;
  return status === 200 || (!opens && status < 500) ? null : `answers ${status}`;
}

const cacheHasIt = 'a page cache has kept that. Empty it in the plugin, at the host or at the CDN';
