import { randomBytes } from 'node:crypto';
import { ResaltError } from '../../contract/failures.ts';
import type { ProbeResult } from '../../hosts/http-probe.ts';
import type { AuditReading } from '../../wordpress/audit-reading.ts';
import type { FileReading } from '../../wordpress/file-reading.ts';
import { guessedLeaks, type Leak, type LeakKind, leakOf, shows, usualLeaks } from '../../wordpress/leaks.ts';
import type { Tools } from '../tools.ts';
import { not, partly, type Unread } from './audit-answers.ts';

type Answer = Pick<AuditReading, 'leaks' | 'versions'>;
/** Of files that are there; requests at once; milliseconds of one and of all. */
const limits = { files: 60, atOnce: 4, oneMs: 15_000, allMs: 90_000 };

/**
 * What anybody can read: a few requests to the site's own address, of which only what kind of answer came is kept. With the files in reach
 * only what is there is asked for, else what is often left behind. Where the site does not answer, `unread` says so. Never fails but as cancelled runs do.
 */
export async function lookFromOutside(
  reading: Pick<AuditReading, 'url' | 'blogs' | 'files' | 'versions' | 'addressConstants'>,
  { probe }: Pick<Tools, 'probe'>,
  unread: Unread,
): Promise<Answer> {
  const none: Answer = { leaks: [], versions: reading.versions };
  const base = addressOf(reading);
  if (base === null) {
    unread.set('outside', not('No address of the site is known.'));
    return none;
  }
  const until = Date.now() + limits.allMs;
  const ask = async (path: string) => askFor(probe, base, path, until);
  try {
    const front = await ask('');
    const { leaks: wanted, beyond } = leaksToAsk(reading.files);
    const missed: string[] = [];
    const leaks = (await inParallel(wanted, async (leak) => ((await isOpen(leak, ask, missed)) ? [leak] : []))).flat();
    if (missed.length > 0)
      unread.set('outside', partly(`${missed.length} of ${wanted.length} addresses gave no answer.`));
    else if (beyond > 0)
      unread.set('outside', partly(`There are more files than are asked for from outside: ${beyond} were not.`));
    else unread.delete('outside');
    return { leaks, versions: versionsWith(front, reading.versions, unread) };
  } catch (error) {
    if (!(error instanceof ResaltError) || error.code === 'CANCELLED') throw error;
    unread.set('outside', not(`The site could not be asked from outside: ${error.message}`));
    return none;
  }
}

/** Where WordPress's own files are asked for: its own address, as long as it is the host that the agency entered. */
function addressOf({
  url,
  blogs,
  addressConstants,
}: Pick<AuditReading, 'url' | 'blogs' | 'addressConstants'>): string | null {
  if (url === null || !URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) return null;
  const own = addressConstants.siteurl ?? blogs[0]?.siteurl ?? '';
  const same = URL.canParse(own) && hostOf(own) === hostOf(url) && /^https?:$/.test(new URL(own).protocol);
  const at = new URL(same ? own : url);
  return `${at.origin}${at.pathname.replace(/\/+$/, '')}`;
}

const hostOf = (address: string): string => new URL(address).host.replace(/^www\./, '');

/** The worst first: a site with a shop of downloads has hundreds of archives. */
const worst: readonly LeakKind[] = ['configuration', 'environment', 'dump', 'repository', 'log', 'archive', 'listing'];

function leaksToAsk(files: FileReading | null): { leaks: Leak[]; beyond: number } {
  if (!files) return { leaks: [...usualLeaks, ...guessedLeaks], beyond: 0 };
  const there = [...files.entries].flatMap(([path, { kind, size }]) => {
    const leak = kind === 'file' && size > 0 && !path.startsWith('/') ? leakOf(path) : null;
    return leak === null ? [] : [{ kind: leak, path }];
  });
  const known = new Set(usualLeaks.map(({ path }) => path));
  const others = there
    .filter(({ path }) => !known.has(path))
    .sort((one, other) => worst.indexOf(one.kind) - worst.indexOf(other.kind));
  return {
    leaks: [...usualLeaks, ...others.slice(0, limits.files)],
    beyond: Math.max(0, others.length - limits.files),
  };
}

type Ask = (path: string) => Promise<ProbeResult>;

/** Only what looks like the thing itself, and where an address that nobody made up before does not look the same. */
async function isOpen({ kind, path }: Leak, ask: Ask, missed: string[]): Promise<boolean> {
  try {
    const { status, body } = await ask(path);
    if (status !== 200 || !shows(kind, body)) return false;
    const other = await ask(
      path.replace(/[^/]+(?=\/?$)/, (name) => `${randomBytes(6).toString('hex')}${/\.[a-z]+$/.exec(name)?.[0] ?? ''}`),
    );
    return other.status !== 200 || !shows(kind, other.body);
  } catch (error) {
    if (!(error instanceof ResaltError) || error.code === 'CANCELLED') throw error;
    missed.push(path);
    return false;
  }
}

/** A redirect to the same path of the same host, as to https, is followed once. */
async function askFor(probe: Tools['probe'], base: string, path: string, until: number): Promise<ProbeResult> {
  const left = Math.min(limits.oneMs, until - Date.now());
  if (left <= 0) throw new ResaltError('TIMED_OUT', 'The site answers too slowly to be asked all.', 'safe');
  const url = `${base}/${path.split('/').map(encodeURIComponent).join('/')}`;
  const answer = await probe(url, { timeoutMs: left });
  if (answer.status < 301 || answer.status > 308 || answer.location === null || !URL.canParse(answer.location, url))
    return answer;
  const to = new URL(answer.location, url);
  return hostOf(to.href) === hostOf(url) && to.pathname === new URL(url).pathname
    ? probe(to.href, { timeoutMs: left })
    : answer;
}

function versionsWith(
  { poweredBy }: ProbeResult,
  versions: AuditReading['versions'],
  unread: Unread,
): AuditReading['versions'] {
  const version = /PHP\/(\d+\.\d+\.\d+)/.exec(poweredBy ?? '')?.[1];
  if (!version) return versions;
  unread.delete('php-version');
  return { ...versions, php: { version, from: 'web' } };
}

async function inParallel<T, R>(all: readonly T[], work: (one: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const left = [...all.entries()];
  const worker = async () => {
    for (let next = left.shift(); next; next = left.shift()) results[next[0]] = await work(next[1]);
  };
  await Promise.all(Array.from({ length: limits.atOnce }, worker));
  return results;
}
