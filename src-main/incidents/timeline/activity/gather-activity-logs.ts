import type { OpenSite } from '../../../operations/steps/look.ts';
import { type KnownTable, knownTables, tryToRun } from '../ask-table.ts';
import type { Blog } from '../blogs.ts';
import type { Draft } from '../draft.ts';
import { beginningOf, type Gathered, type Window } from '../gathered.ts';
import { type ActivityPlugin, type EventDraft, perPage, text } from './plugin.ts';
import { simpleHistory } from './simple-history.ts';
import { stream } from './stream.ts';
import { wordfence } from './wordfence.ts';
import { wpActivityLog } from './wp-activity-log.ts';

const mostEvents = 10_000;
const plugins: readonly ActivityPlugin[] = [wpActivityLog, simpleHistory, stream, wordfence];

/** What the logs of plugins tell, of those that are there, of each blog of a network that has its own. Of a plugin that is not there nothing is told. */
export async function gatherActivityLogs(open: OpenSite, window: Window, blogs: readonly Blog[]): Promise<Gathered[]> {
  const logs = plugins.flatMap((plugin) =>
    (plugin.ofBlogs ? blogs : blogs.slice(0, 1)).map(({ prefix, called }) => ({
      plugin,
      called: plugin.ofBlogs ? called : null,
      names: plugin.tables.flatMap((name) => (name === undefined ? [] : `${prefix}${name}`)),
    })),
  );
  const there = await knownTables(
    open,
    logs.flatMap(({ names }) => names),
  );
  const all: Gathered[] = [];
  for (const { plugin, called, names } of logs) {
    const tables = names.map((name) => there.get(name.toLowerCase()));
    const [events] = tables;
    if (!events) continue;
    const base = {
      source: plugin.source,
      from: `Table ${events.name} of ${plugin.name}${called === null ? '' : `, ${called}`}`,
      clock: `${plugin.clock} ${window.clocks.words}`,
    };
    const known = tables.flatMap((table) => table ?? []);
    all.push(
      known.length === names.length && isKnown(plugin, known)
        ? { ...base, ...(await readEvents(open, plugin, known, window)) }
        : { ...base, drafts: [], lacks: `${plugin.name} is or was in use here, but ${unknownShape}` },
    );
  }
  return all;
}

const unknownShape = 'its tables have another shape than Resalt knows.';

const isKnown = ({ needs }: ActivityPlugin, tables: readonly KnownTable[]): boolean =>
  needs.every((needed, index) => needed?.every((name) => tables[index]?.columns.has(name)) ?? true);

async function readEvents(
  open: OpenSite,
  plugin: ActivityPlugin,
  tables: readonly KnownTable[],
  window: Window,
): Promise<Pick<Gathered, 'drafts' | 'lacks'>> {
  const { events, beside } = plugin.page(
    tables.map(({ name }) => name),
    tables[0]?.columns ?? new Set(),
  );
  const drafts: Draft[] = [];
  for (let before = 9_223_372_036_854_775_807n; ; ) {
    const values = [beginningOf(window), before];
    const [found, more] = await tryToRun(
      open,
      [events, ...(beside ? [beside] : [])].map((one) => ({ ...one, values })),
    );
    if (!found) return { drafts, lacks: `The database did not answer what ${plugin.name} keeps, or not all of it.` };
    const of = new Map<string, Map<string, string>>();
    for (const row of more ?? []) {
      const id = text(row.id);
      const known = of.get(id) ?? new Map<string, string>();
      known.set(text(row.name), text(row.value));
      of.set(id, known);
    }
    const read = found.map((row) => plugin.draftOf(row, of.get(text(row.id)) ?? new Map(), window.clocks.offsetMs));
    drafts.push(...(await withLogins(open, read)));
    const last = text(found.at(-1)?.id);
    if (found.length < perPage || !/^\d{1,19}$/.test(last)) return { drafts, lacks: null };
    if (drafts.length >= mostEvents) return { drafts, lacks: `Only its newest ${mostEvents} events were read.` };
    before = BigInt(last);
  }
}

/** Some events have a user's number only. Whoever is not there any more stays a number. */
async function withLogins(open: OpenSite, read: readonly EventDraft[]): Promise<Draft[]> {
  const ids = [...new Set(read.flatMap(({ who, userId }) => (who === null && userId !== null ? [userId] : [])))];
  const [rows = []] =
    ids.length === 0
      ? []
      : await tryToRun(open, [
          {
            sql: `SELECT u.ID AS id, LEFT(u.user_login, 200) AS login FROM ${open.tables.users} u WHERE u.ID IN (${ids.map(() => '?').join(', ')})`,
            values: ids,
            columns: ['id', 'login'],
          },
        ]);
  const logins = new Map(rows.map((row) => [text(row.id), text(row.login)]));
  return read.map(({ userId, ...one }) =>
    one.who !== null || userId === null
      ? one
      : { ...one, who: logins.get(userId) ?? `user ${userId}, who is not there any more` },
  );
}
