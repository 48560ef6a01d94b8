import { randomBytes } from 'node:crypto';
import { ResaltError } from '../../contract/failures.ts';
import type { ProbeOptions, ProbeResult } from '../../hosts/http-probe.ts';
import { closedSentence } from '../../wordpress/closed-to-visitors.ts';
import type { Tools } from '../tools.ts';
import { noPass } from '../visitors-pass.ts';

/** What a visitor gets. `closed`: Resalt's own 503. `shut`: refused otherwise. `open`: anything else that answered. */
export interface VisitorsAnswer {
  answer: 'closed' | 'shut' | 'open' | 'unclear';
  status: number | null;
  why: string | null;
  seenAs: string | null;
  /** It leads to where the pass is not shown; `why` says where. */
  elsewhere?: true;
}

/**
 * Asks as a visitor would: a redirect to the same path of the same host, as to https, is followed once; by a stranger also to and from www. A pass
 * that opens is shown to the one host alone, and never by http where the address has https. Never fails but as cancelled runs do.
 */
export async function askVisitor(
  { probe }: Pick<Tools, 'probe'>,
  url: string,
  options: ProbeOptions,
): Promise<VisitorsAnswer> {
  try {
    const first = await probe(url, { timeoutMs: 20_000, ...options });
    const to = samePage(url, first);
    const opens = options.pass !== undefined && options.pass !== '' && options.pass !== noPass;
    const barred = to !== null && opens ? whyBarred(url, to) : null;
    // The site itself leads there, so the pass has come in.
    if (barred !== null && first.seenAs != null)
      return { answer: 'open', status: first.status, why: null, seenAs: first.seenAs };
    if (barred !== null) return { ...unclear, ...barred };
    const { status, body, seenAs = null } = to === null ? first : await probe(to, { timeoutMs: 20_000, ...options });
    const closed = status === 503 && body.includes(closedSentence);
    return { answer: closed ? 'closed' : status >= 400 ? 'shut' : 'open', status, why: null, seenAs };
  } catch (error) {
    if (!(error instanceof ResaltError) || error.code === 'CANCELLED') throw error;
    return { ...unclear, why: error.message };
  }
}

const unclear = { answer: 'unclear', status: null, seenAs: null } as const;

/** Why a pass is not shown at the end of this redirect; null where it may be. */
function whyBarred(from: string, to: string): Pick<VisitorsAnswer, 'why' | 'elsewhere'> | null {
  const [here, there] = [new URL(from), new URL(to)];
  if (here.protocol === 'https:' && there.protocol !== 'https:')
    return { why: `${from} leads to http, where the pass could be read by others: it is not shown there.` };
  if (here.host === there.host) return null;
  const why = `${here.origin} leads to ${there.origin}, another host, to which Resalt’s pass is not shown. Enter that as the site’s address: then proofs can look into the site while it is closed.`;
  return { why, elsewhere: true };
}

function samePage(url: string, { status, location }: ProbeResult): string | null {
  if (status < 301 || status > 308 || location === null || !URL.canParse(location, url)) return null;
  const [from, to] = [new URL(url), new URL(location, url)];
  const host = (at: URL) => at.host.replace(/^www\./, '');
  return to.href !== from.href && host(to) === host(from) && to.pathname === from.pathname ? to.href : null;
}

/** No page cache has this address: PHP itself must answer. */
export const anew = (url: string): string =>
  `${url}${url.includes('?') ? '&' : '?'}resalt=${randomBytes(6).toString('hex')}`;

/** The front page's address, and where WordPress's own files are asked for. */
export interface Addresses {
  front: string;
  core: string;
}

export function addressesOf(url: string, coreFolder: string): Addresses {
  const front = url.replace(/[?#].*$/, '').replace(/\/+$/, '');
  return { front: `${front}/`, core: coreFolder === '' ? front : `${front}/${coreFolder}` };
}
