import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ReadyAgreed } from '../audit/agreed.ts';
import { join, peopleOf, split } from '../audit/people.ts';
import { ResaltError } from '../contract/failures.ts';
import type { PersonThere } from '../contract/people.ts';
import { procedures as declared } from '../contract/procedures.ts';
import type { Site } from '../contract/sites.ts';
import type { KeptPerson } from '../store/kept-audits/kept-types.ts';
import { invalid, readyOf } from './agreements.ts';
import { keptOf } from './known-audits.ts';
import { type KnownFleet, knownFleet } from './known-fleet.ts';
import type { Parts } from './parts.ts';
import { needUnlocked, router, unlockedProcedure } from './rpc.ts';
import { sitesOf } from './select.ts';

const { people: d } = declared;
const perPage = 2000;
const mostJoined = 5000;

/** One row per person across the fleet, from what is kept on this machine. */
export function peopleProcedures(parts: Parts) {
  const unlocked = unlockedProcedure(parts);
  const told = (what: string, addresses: number) =>
    parts.store.auditTrail.append({ who: parts.who, what, details: { addresses } });
  return router({
    list: unlocked
      .input(d.list.input)
      .output(d.list.output)
      .query(async ({ input: { select, email, page } }) => {
        const { users, unknown } = await usersOf(parts, await sitesOf(parts, select));
        needUnlocked(parts);
        const all = peopleOf(users, parts.agreements.get().people);
        const asked = email === undefined ? all : all.filter(({ emails }) => emails.includes(email.toLowerCase()));
        const next = (page + 1) * perPage < asked.length ? page + 1 : null;
        return {
          ...{ at: parts.tools.clock().toISOString(), total: asked.length, next, unknown },
          people: asked.slice(page * perPage, (page + 1) * perPage),
        };
      }),
    join: unlocked
      .input(d.join.input)
      .output(d.join.output)
      .mutation(async ({ input }) => {
        const person = await parts.agreements.change((before) => {
          const { people, person } = join(before.people, input.emails, input.name);
          if (people.length > mostJoined) throw invalid(`${mostJoined} people were joined already.`);
          if (person.emails.length > 50) throw invalid('These would be more than 50 addresses of one person.');
          return { changes: { people }, answer: person };
        });
        await told('people.joined', person.emails.length);
        return person;
      }),
    split: unlocked
      .input(d.split.input)
      .output(d.split.output)
      .mutation(async ({ input }) => {
        await parts.agreements.change((before) => ({
          changes: { people: split(before.people, input.emails) },
          answer: undefined,
        }));
        await told('people.split', input.emails.length);
        return {};
      }),
  });
}

type Sessions = KnownFleet['sessions'];

async function usersOf(parts: Parts, sites: readonly Site[]): Promise<{ users: PersonThere[]; unknown: string[] }> {
  const agreed = readyOf(parts);
  const known = await knownFleet(parts.history, sites, parts.tools.clock()).catch(withoutSessions);
  const looked = new Set(known.sites.flatMap(({ siteId, lookedAt }) => (lookedAt === null ? [] : siteId)));
  const sessions = bySite(known.sessions);
  const users: PersonThere[] = [];
  const unknown: string[] = [];
  for (const [index, site] of sites.entries()) {
    if (index % 20 === 19) await nextTurn();
    const kept = await keptOf(parts, site.id);
    const audited = kept.administratorsAt !== null;
    if (!audited) unknown.push(site.name);
    const theirs = sessions.get(site.id) ?? new Map<number, Sessions>();
    const withAudit = new Map(kept.people.map((one) => [one.userId, one]));
    for (const userId of new Set([...withAudit.keys(), ...theirs.keys()])) {
      const there = { seen: withAudit.get(userId), sessions: theirs.get(userId) ?? [], audited };
      const user = userOf(site, userId, there, looked.has(site.id), agreed);
      if (user) users.push(user);
    }
  }
  return { users, unknown };
}

/** Where the history can't be read, `sessions.known` says why; who is an administrator is known all the same. */
function withoutSessions(error: unknown): KnownFleet {
  if (error instanceof ResaltError && error.code !== 'VAULT_LOCKED') return { sites: [], sessions: [] };
  throw error;
}

interface There {
  seen: KeptPerson | undefined;
  sessions: Sessions;
  audited: boolean;
}

/** Null for a user who was deleted, of whom only sessions are left. */
function userOf(site: Site, userId: number, there: There, looked: boolean, agreed: ReadyAgreed): PersonThere | null {
  const { seen, sessions, audited } = there;
  const newest = sessions.at(-1);
  const user = seen?.user ?? newest?.user;
  if (user === null || user === undefined) return null;
  const email = seen?.email ?? newest?.email ?? '';
  const administrator = seen?.administrator ?? false;
  return {
    ...{ siteId: site.id, site: site.name, userId, user, email, administrator },
    roles: [...new Set([...(seen?.roles ?? []), ...(newest?.roles ?? [])])],
    approved: administrator ? agreed.approvalOf(site, { user, email }) !== null : null,
    sessions: looked ? sessions.filter(({ goneAt, expired }) => goneAt === null && !expired).length : null,
    applicationPasswords: seen ? seen.applicationPasswords : audited ? 0 : null,
    keys: seen ? seen.keys : audited ? 0 : null,
    lastLoginAt: latest(sessions.map(({ loginAt }) => loginAt)),
    lastSeenAt: latest(sessions.flatMap(({ lastSeenAt, loginAt }) => [lastSeenAt, loginAt])),
  };
}

/** ISO 8601 UTC, which sorts as it is. */
const latest = (times: readonly (string | null)[]): string | null =>
  times.reduce((newest, time) => (time !== null && (newest === null || time > newest) ? time : newest), null);

function bySite(sessions: Sessions): Map<string, Map<number, Sessions>> {
  const sites = new Map<string, Map<number, Sessions>>();
  for (const session of sessions) {
    const users = sites.get(session.siteId) ?? new Map<number, Sessions>();
    if (users.size === 0) sites.set(session.siteId, users);
    const theirs = users.get(session.userId);
    if (theirs) theirs.push(session);
    else users.set(session.userId, [session]);
  }
  return sites;
}
