import { randomBytes } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { ResaltError } from '../contract/failures.ts';
import type { KnownPage, KnownSession, KnownSite } from '../contract/known-sessions.ts';
import type { Site } from '../contract/sites.ts';
import type { SessionHistory } from '../store/session-history/history-types.ts';
import { knownFleet, type SessionToJudge } from './known-fleet.ts';
import { pageFiller } from './page-filler.ts';

/** What a session's address and agent tell, and what is odd about it. */
export interface Judgement extends Pick<KnownSession, 'flags'> {
  country: string | null;
  network: string | null;
  office: string | null;
  device: string | null;
  browser: string | null;
}

/** `sessions`: in the order they were given. `notes`: by site, what holds for all of its sessions. */
export type Judge = (sessions: readonly SessionToJudge[]) => {
  sessions: readonly Judgement[];
  notes: ReadonlyMap<string, readonly string[]>;
};

const perPage = 5000;

/** Pages as they will be sent. They name people: wipe them when they are not needed any more. */
export interface Snapshot {
  id: string;
  page(number: number): KnownPage;
  wipe(): void;
}

/**
 * Takes what is known of all sites at one moment and judges it together, because an address may be odd only for being on
 * many sites; then keeps the pages for the sites that were asked for.
 */
export async function takeSnapshot(
  history: Pick<SessionHistory, 'of'>,
  all: readonly Site[],
  asked: readonly Site[],
  judge: Judge,
  now: Date,
): Promise<Snapshot> {
  const { sites, sessions } = await knownFleet(history, all, now);
  const judged = judge(sessions);
  const wanted = new Set(asked.map(({ id }) => id));
  const shown = sites.filter(({ siteId }) => wanted.has(siteId));
  for (const site of shown)
    site.notes.push(...(judged.notes.get(site.siteId) ?? []).map((note) => note.slice(0, 1000)));
  const picked: Picked = { sessions: [], judgements: [] };
  sessions.forEach((session, index) => {
    const judgement = judged.sessions[index];
    if (!judgement || !wanted.has(session.siteId)) return;
    picked.sessions.push(session);
    picked.judgements.push(judgement);
  });
  return pagesOf(shown, picked, now);
}

interface Picked {
  sessions: SessionToJudge[];
  judgements: Judgement[];
}

/**
 * As bytes outside the heap: a page is small work to read back, and can be wiped. The first can be had at once; the others are
 * made in between other work, or when they are asked for sooner.
 */
function pagesOf(sites: KnownSite[], picked: Picked, now: Date): Snapshot {
  const id = `k_${randomBytes(9).toString('base64url')}`;
  const total = picked.sessions.length;
  const count = Math.max(1, Math.ceil(total / perPage));
  const put = pageFiller();
  const pages: Buffer[] = [];
  let left = count;
  const makeNext = () => {
    const number = pages.length;
    const page: KnownPage = {
      ...{ snapshot: id, at: now.toISOString(), total, next: number + 1 < count ? number + 1 : null },
      ...{ sites: number === 0 ? sites : [], users: [], addresses: [], agents: [], sessions: [] },
    };
    for (let at = number * perPage; at < Math.min(total, (number + 1) * perPage); at += 1)
      put(page, picked.sessions[at] as SessionToJudge, picked.judgements[at] as Judgement);
    pages.push(Buffer.from(JSON.stringify(page)));
    left -= 1;
    if (left === 0) forget(picked);
  };
  const makeAll = async () => {
    for (; left > 0; await nextTurn()) makeNext();
  };
  // What fails here fails again for who asks for that page.
  makeAll().catch(() => undefined);
  return {
    id,
    page(number) {
      while (number < count && pages.length <= number && left > 0) makeNext();
      const bytes = pages[number];
      if (bytes) return JSON.parse(bytes.toString('utf8'));
      throw new ResaltError('INPUT_INVALID', `This snapshot has ${count} pages, from 0 on.`, 'never');
    },
    wipe() {
      left = 0;
      forget(picked);
      for (const bytes of pages) bytes.fill(0);
      pages.length = 0;
    },
  };
}

function forget(picked: Picked): void {
  picked.sessions = [];
  picked.judgements = [];
}
