import type { Row, Statement } from '../../../hosts/database.ts';
import type { Draft } from '../draft.ts';
import type { Gathered } from '../gathered.ts';

/** Events of one question. */
export const perPage = 1000;
/** Rows beside one page's events. */
const mostBeside = 20_000;

/** What an event tells before it is known whose name its user's number stands for. */
export type EventDraft = Draft & { userId: string | null };

/** A plugin that keeps a log in the site's database, as its source says. */
export interface ActivityPlugin {
  source: Gathered['source'];
  name: string;
  /** Its table of events, and the one with what belongs to them where there is one, without the prefix. */
  tables: readonly [events: string, beside?: string];
  /** Each blog of a network has tables of its own; else the network has one. */
  ofBlogs: boolean;
  /** Columns without which it is another shape than is known, in small letters. */
  needs: readonly [events: readonly string[], beside?: readonly string[]];
  clock: string;
  /**
   * The newest events from `?` (Unix seconds) on and before the number `?`; rows have `id` and what `draftOf` reads. `beside`: rows id, name,
   * value of the same events.
   */
  page(names: readonly string[], columns: ReadonlySet<string>): { events: Statement; beside: Statement | null };
  draftOf(row: Row, beside: ReadonlyMap<string, string>, offsetMs: number): EventDraft;
}

/** What stands beside the events that `which` finds, names and values cut to what is shown. */
export const besideOf = (
  [events, beside]: readonly string[],
  which: string,
  { id, name, value }: { id: string; name: string; value: string },
): Statement => ({
  sql: `SELECT b.\`${id}\` AS id, LEFT(b.\`${name}\`, 60) AS name, LEFT(b.\`${value}\`, 600) AS value FROM (SELECT l.id FROM \`${events}\` l WHERE ${which} ORDER BY l.id DESC LIMIT ${perPage}) p JOIN \`${beside}\` b ON b.\`${id}\` = p.id LIMIT ${mostBeside}`,
  columns: ['id', 'name', 'value'],
});

export const text = (value: Buffer | null | undefined): string => value?.toString('utf8') ?? '';
