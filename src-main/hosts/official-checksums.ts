import PQueue from 'p-queue';
import type { Agent } from 'undici';
import {
  type CoreList,
  type OfficialList,
  type PluginList,
  readOfficialList,
} from '../wordpress/files/official-lists.ts';

export type Official<T> = { list: T } | { list: null; why: string; published: boolean };

/** What WordPress.org says that a version's files must be. Never fails: where there is no list, why. */
export interface OfficialChecksums {
  core(version: string, locale: string, ask: { offline: boolean }): Promise<Official<CoreList>>;
  /** `published` false: WordPress.org has no such plugin in that version, as of premium ones. */
  plugin(slug: string, version: string, ask: { offline: boolean }): Promise<Official<PluginList>>;
}

export interface ListCache {
  /** `list` null: it was asked for and is not published. `stale`: old enough to ask again. */
  get(key: string): Promise<{ list: OfficialList | null; stale: boolean } | null>;
  put(key: string, json: unknown): Promise<void>;
}

export const coreKey = (version: string, locale: string): string => `core ${version} ${locale}`;
export const pluginKey = (slug: string, version: string): string => `plugin ${slug} ${version}`;

const mostBytes = 8 << 20;
const timeoutMs = 15_000;
/** After a request that nobody answered the next ones are not even tried for so long. */
const downMs = 60_000;

interface Parts {
  cache: ListCache;
  clock: () => Date;
  /** For tests: the two servers in one. */
  base?: string | undefined;
}

export function openOfficialChecksums({ cache, clock, base }: Parts): OfficialChecksums {
  let agent: Agent | undefined;
  const queue = new PQueue({ concurrency: 6 });
  const underWay = new Map<string, Promise<Fetched>>();
  let downUntil = 0;

  const fetchOnce = (key: string, url: string): Promise<Fetched> => {
    const begun = underWay.get(key);
    if (begun) return begun;
    const one = queue.add(async (): Promise<Fetched> => {
      if (clock().getTime() < downUntil) return { what: 'no answer' };
      const { Agent, request } = await import('undici');
      agent ??= new Agent({ connections: 6, keepAliveTimeout: 10_000 });
      const fetched = await get(url, request, agent);
      if (fetched.what === 'no answer') downUntil = clock().getTime() + downMs;
      else await cache.put(key, fetched.what === 'list' ? fetched.json : null).catch(() => undefined);
      return fetched;
    });
    underWay.set(key, one);
    void one.finally(() => underWay.delete(key));
    return one;
  };
  const listOf = async (key: string, url: string, offline: boolean): Promise<OfficialList | null | 'unknown'> => {
    const kept = await cache.get(key).catch(() => null);
    if (kept && (offline || !kept.stale)) return kept.list;
    if (offline) return 'unknown';
    const fetched = await fetchOnce(key, url);
    if (fetched.what === 'list') return readOfficialList(fetched.json);
    return fetched.what === 'none' ? null : (kept?.list ?? 'unknown');
  };
  return {
    async core(version, locale, { offline }) {
      const what = `WordPress ${version} (${locale})`;
      if (!/^\d[\w.-]{0,38}$/.test(version) || !/^[A-Za-z][\w-]{0,38}$/.test(locale)) return notPublished(what);
      const query = new URLSearchParams({ version, locale });
      const url = `${base ?? 'https://api.wordpress.org'}/core/checksums/1.0/?${query}`;
      const list = await listOf(coreKey(version, locale), url, offline);
      if (list === 'unknown') return notFetched(what);
      return list?.of === 'core' ? { list: list.checksums } : notPublished(what);
    },
    async plugin(slug, version, { offline }) {
      const what = `${slug} ${version}`;
      if (!/^[A-Za-z0-9][\w.-]{0,198}$/.test(slug) || !/^\w[\w.+-]{0,98}$/.test(version)) return notPublished(what);
      const url = `${base ?? 'https://downloads.wordpress.org'}/plugin-checksums/${slug}/${encodeURIComponent(version)}.json`;
      const list = await listOf(pluginKey(slug, version), url, offline);
      if (list === 'unknown') return notFetched(what);
      return list?.of === 'plugin' ? { list: list.checksums } : notPublished(what);
    },
  };
}

const notFetched = (what: string) => ({
  ...{ list: null, published: true, why: `The checksums of ${what} could not be had from WordPress.org.` },
});
const notPublished = (what: string) => ({
  ...{ list: null, published: false, why: `WordPress.org publishes no checksums of ${what}.` },
});

type Fetched = { what: 'list'; json: unknown } | { what: 'none' } | { what: 'no answer' };

/** Follows no redirect: what is not at its place is not there. What is no such list counts as no answer. */
async function get(url: string, request: typeof import('undici').request, dispatcher: Agent): Promise<Fetched> {
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    const answer = await request(url, {
      dispatcher,
      signal,
      headers: { accept: 'application/json', 'user-agent': 'Resalt' },
    });
    if (answer.statusCode === 404) {
      await answer.body.dump();
      return { what: 'none' };
    }
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of answer.body as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > mostBytes) return { what: 'no answer' };
      chunks.push(chunk);
    }
    if (answer.statusCode !== 200) return { what: 'no answer' };
    const json: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'));
    if (readOfficialList(json)) return { what: 'list', json };
    return saysNone(json) ? { what: 'none' } : { what: 'no answer' };
  } catch {
    return { what: 'no answer' };
  }
}

const saysNone = (json: unknown): boolean =>
  typeof json === 'object' && json !== null && 'checksums' in json && json.checksums === false;
