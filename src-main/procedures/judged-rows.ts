import type { SeenSession } from '../audit/judge-sessions.ts';
import { ResaltError } from '../contract/failures.ts';
import type { ReadSession, SessionChoice, SessionRow } from '../contract/sessions.ts';
import { readyChoice } from '../wordpress/session-choice.ts';
import type { Parts } from './parts.ts';

export interface JudgedRows {
  rows: SessionRow[];
  /** By site. */
  notes: ReadonlyMap<string, readonly string[]>;
}

/** A session that the history knows. */
export type EarlierSession = SeenSession & { verifier: string };

/**
 * What Resalt makes of sessions as the sites have them now, all of each site's. `earlier`: what is known of the whole fleet from
 * before; without it what needs a history raises no flag, and nothing is known of other sites.
 */
export async function judgeRows(
  { judging }: Pick<Parts, 'judging'>,
  rows: readonly ReadSession[],
  earlier: readonly EarlierSession[] = [],
): Promise<JudgedRows> {
  const judge = await judging.ready();
  const before = new Map(earlier.map((one) => [keyOf(one), one]));
  const seen: SeenSession[] = rows.map((row) => {
    const known = before.get(keyOf(row));
    before.delete(keyOf(row));
    return { ...row, ghost: false, firstKnownAt: known?.firstKnownAt ?? null, goneAt: null };
  });
  for (const one of before.values()) seen.push(one);
  const { sessions, notes } = judge(seen);
  const judged = rows.flatMap((row, index) => {
    const found = sessions[index];
    if (!found) return [];
    const { country, network, device, browser, flags } = found;
    return [{ ...row, country, network, device, browser, flags }];
  });
  return { rows: judged, notes };
}

const keyOf = (one: { siteId: string; userId: number; verifier: string }) =>
  `${one.siteId} ${one.userId} ${one.verifier}`;

/** Those that a choice means. `now`: by the operator's clock, which stands in for those of the sites. */
export function meantRows(rows: readonly SessionRow[], choice: SessionChoice, now: Date): SessionRow[] {
  const { country, flagged, judged: _, ...others } = choice;
  const countries = country && new Set(country);
  const ready = readyChoice(others);
  const moments = { now: now.getTime() / 1000, before: Number.POSITIVE_INFINITY };
  const meant: SessionRow[] = [];
  for (const theirs of byUser(rows)) {
    const [{ siteId, userId: id, user: login, email, roles }] = theirs;
    const who = { id, login, email, roles };
    const here = ready(siteId);
    if (!here.userIsMeant(who)) continue;
    const all = theirs.map((row) => ({ row, ...choosable(row) }));
    for (const { row } of here.meant(who, all, moments)) {
      if (countries && !countries.has(row.country ?? '')) continue;
      if (!flagged || isOdd(row)) meant.push(row);
    }
  }
  return meant;
}

const isOdd = ({ flags }: SessionRow) => flags.some(({ flag }) => flag !== 'expired');

const choosable = ({ verifier, loginAt, expired, ip }: SessionRow) => ({
  ...{ name: verifier, expired, ip },
  login: loginAt === null ? null : Date.parse(loginAt) / 1000,
});

function byUser(rows: readonly SessionRow[]): Iterable<[SessionRow, ...SessionRow[]]> {
  const users = new Map<string, [SessionRow, ...SessionRow[]]>();
  for (const row of rows) {
    const key = `${row.siteId} ${row.userId}`;
    const theirs = users.get(key);
    if (theirs) theirs.push(row);
    else users.set(key, [row]);
  }
  return users.values();
}

const mostNamed = 50_000;

/** The choice with the sessions by name that its countries and flags mean; `judged`: the sites that could be looked at. */
export function namedChoice(choice: SessionChoice, meant: readonly SessionRow[], judged: string[]): SessionChoice {
  if (meant.length > mostNamed)
    throw new ResaltError(
      'INPUT_INVALID',
      `These are ${meant.length} logins; at most ${mostNamed} can be chosen by country or flag at once. Choose fewer sites.`,
      'never',
    );
  const { sessions: _, ...others } = choice;
  const sessions = meant.map(({ verifier, siteId, userId }) => ({ verifier, siteId, userId }));
  return { ...others, judged, ...(sessions.length > 0 ? { sessions } : {}) };
}
