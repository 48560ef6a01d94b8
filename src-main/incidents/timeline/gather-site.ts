import { ResaltError } from '../../contract/failures.ts';
import type { Site } from '../../contract/sites.ts';
import type { TimelineReading } from '../../contract/timeline.ts';
import { type OpenSite, openSite } from '../../operations/steps/look.ts';
import type { Story } from '../../operations/story.ts';
import type { Tools } from '../../operations/tools.ts';
import type { KeptSite } from '../../store/session-history/history-types.ts';
import { hostsOf } from '../../wordpress/server-files/log-names.ts';
import { gatherActivityLogs } from './activity/gather-activity-logs.ts';
import { sayBeginning } from './beginning.ts';
import { blogsOf } from './blogs.ts';
import { type Clocks, readClocks } from './clocks.ts';
import type { Draft } from './draft.ts';
import type { GatheredLog } from './drafts-of-log.ts';
import { gatherFiles, together } from './gather-files.ts';
import { gatherLogs } from './gather-logs.ts';
import { gatherApplicationPasswords, gatherSessions, gatherUsers } from './gather-people.ts';
import { gatherPosts } from './gather-posts.ts';
import type { Gathered, Window } from './gathered.ts';
import { type Merged, mergeSite, mostEntries } from './merge.ts';
import type { KeptLog } from './read-kept-logs.ts';
import { addGiven, type GivenSuspects, ownReason, type Suspects } from './suspects.ts';
import { usedFrom } from './used-from.ts';
import { utcZone } from './zones.ts';

/** What is known before the site is asked. */
export interface Known {
  /** Milliseconds since 1970. */
  from: number;
  given: GivenSuspects;
  /** What Resalt itself finds suspicious, as its audits and its judgement of sessions have it. */
  suspects: Suspects;
  history: KeptSite | null;
  /** What Resalt did on the site, by its own clock. */
  acts: readonly Draft[];
  /** Logs that the incident's evidence has of the site. */
  keptLogs: readonly KeptLog[];
  /** What of this could not be had, so that less is marked or shown than might be. */
  lacks: readonly string[];
}

export interface SiteTimeline extends Merged {
  readings: TimelineReading[];
  /** How sure it is where it began, and what was not read, in words. */
  beginning: string;
}

/**
 * The time line of one site: all that it and its server keep of the past, marked by what is suspected. Changes nothing there. A source that can't
 * be read is told in its reading; a site that can't be reached has what Resalt knows of it. Fails where the vault is locked, or as cancelled.
 */
export async function gatherSite(site: Site, tools: Tools, story: Story, known: Known): Promise<SiteTimeline> {
  const { suspects, from } = known;
  const to = tools.clock().getTime();
  let open: OpenSite | null = null;
  const all: (Gathered | GatheredLog)[] = [];
  try {
    open = await openSite(site, tools, story);
    const clocks = await readClocks(open, tools);
    addGiven(suspects, known.given, open.configuration?.root ?? null);
    all.push(...(await gatherOpen(open, { from, to, clocks }, suspects, known)));
  } catch (error) {
    if (!(error instanceof ResaltError) || leaves.has(error.code)) throw error;
    const window = { from, to, clocks: noClocks };
    addGiven(suspects, known.given, null);
    const sessions = await gatherSessions(null, known.history, window);
    const beside = { window, suspects, drafts: sessions.drafts, kept: known.keptLogs, hosts: hostsOf(site.url) };
    all.push(sessions, notReached(error.message), ...(await gatherLogs(null, beside)));
  } finally {
    await open?.close();
  }
  all.push({
    source: 'resalt',
    from: 'Runs of Resalt',
    drafts: [...known.acts],
    clock: 'Resalt’s own clock, UTC.',
    lacks: known.lacks.join(' ').slice(0, 1000) || null,
  });
  return asTimeline(site, all, suspects);
}

const leaves = new Set(['VAULT_LOCKED', 'VAULT_DAMAGED', 'CANCELLED', 'BUG']);
const noClocks: Clocks = { offsetMs: 0, zone: utcZone, words: 'The site’s clock could not be asked.', zoneWords: '' };
const notReached = (why: string): Gathered => ({
  ...{ source: 'access-log', from: 'The site and its server', drafts: [], clock: noClocks.words },
  lacks: `The site was not read: ${why}`.slice(0, 1000),
});

/** The database and the files first: who used what is suspected is watched for in the logs. */
async function gatherOpen(
  open: OpenSite,
  window: Window,
  suspects: Suspects,
  { history, keptLogs }: Known,
): Promise<(Gathered | GatheredLog)[]> {
  const { blogs, lacks } = await blogsOf(open);
  const first = [
    await attempt('user-registered', 'Table of users', () => gatherUsers(open, window)),
    await attempt('session', 'Sessions', () => gatherSessions(open, history, window)),
    await attempt('application-password', 'Application passwords', () => gatherApplicationPasswords(open, window)),
    await attempt('post', 'Posts', () => gatherPosts(open, window, blogs)),
    ...(await gatherActivityLogs(open, window, blogs)),
    await attempt('file', 'Times of the site’s files', () => gatherFiles(open, window)),
  ];
  const posts = first.find(({ source }) => source === 'post');
  if (posts && lacks !== null) posts.lacks = [posts.lacks, lacks].filter((one) => one !== null).join(' ');
  const drafts = first.flatMap((one) => one.drafts);
  suspects.used = usedFrom(drafts, suspects).used;
  const hosts = [...hostsOf(open.site.url), ...blogs.flatMap((blog) => blog.hosts)];
  return [...first, ...(await gatherLogs(open, { window, suspects, drafts, kept: keptLogs, hosts }))];
}

/** One table that the database refuses takes nothing from the others. */
async function attempt(source: Gathered['source'], from: string, work: () => Promise<Gathered>): Promise<Gathered> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ResaltError) || leaves.has(error.code) || error.code === 'HOST_UNREACHABLE') throw error;
    return { source, from, drafts: [], clock: '', lacks: `It could not be read: ${error.message}`.slice(0, 1000) };
  }
}

function asTimeline({ id, name }: Site, all: readonly (Gathered | GatheredLog)[], suspects: Suspects): SiteTimeline {
  const site = { siteId: id, site: name };
  for (const { from, drafts } of all)
    for (const one of drafts) {
      one.from ??= from;
      one.hint ??= (one.session === null ? null : suspects.odd.get(one.session)) ?? null;
    }
  const drafts = together(
    all.flatMap(({ drafts }) => drafts),
    (one) => ownReason(one, suspects) !== null,
  );
  const merged = mergeSite(site, drafts, suspects);
  const readings = all.map(({ source, from, drafts, clock, lacks }) => ({
    ...site,
    ...{ source, from: from.slice(0, 500), entries: drafts.length, clock: clock.slice(0, 500), lacks },
  }));
  const [first] = readings;
  if (merged.leftOut > 0 && first)
    first.lacks =
      `${first.lacks ?? ''} There was more than Resalt keeps of a site: of all its sources together the ${mostEntries} that matter most and are newest were kept, ${merged.leftOut} were left out.`
        .trim()
        .slice(0, 1000);
  return { ...merged, readings, beginning: sayBeginning(merged, all) };
}
