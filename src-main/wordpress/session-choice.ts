import type { SessionChoice } from '../contract/sessions.ts';
import { began, breakingSessions, isOlder } from './breaking-sessions.ts';
import { type NamedOnSite, namedSessions } from './named-sessions.ts';

export interface ChoosableUser {
  id: number;
  login: string | null;
  email: string | null;
  roles: readonly string[];
}

/** Times are Unix seconds. `name`: as sessionName() gives it. */
export interface ChoosableSession {
  name: string;
  login: number | null;
  expired: boolean;
  ip: string | null;
}

/** The site's clock, and the moment after which logins are too new to be meant; Unix seconds. */
export interface Moments {
  now: number;
  before: number;
}

/** A choice as it stands for one site. */
export interface ChoiceOfSite {
  /** Those asked for by name, where some were. */
  named: NamedOnSite | null;
  /** Whether a user's sessions can be meant at all. */
  userIsMeant(user: ChoosableUser): boolean;
  /** Which of the sessions of a meant user are meant; `all` are all that WordPress sees of that user. */
  meant<Session extends ChoosableSession>(user: ChoosableUser, all: readonly Session[], moments: Moments): Session[];
}

/** Makes a choice ready to be held against the sessions of any number of sites; see SessionChoice for what its parts mean. */
export function readyChoice(choice: SessionChoice): (siteId: string) => ChoiceOfSite {
  const [user, email, address] = [choice.user, choice.email, choice.address].map(wanted);
  const [role, notRole] = [choice.role, choice.notRole].map(wanted);
  const namedOn = choice.sessions && namedSessions(choice.sessions);
  const except = namedSessions((choice.except ?? []).map((verifier) => ({ verifier })));
  const fits = fitting(choice);
  const judged = isJudged(choice);
  return (siteId) => {
    const named = namedOn?.(siteId) ?? null;
    const spared = except(siteId);
    return {
      named,
      userIsMeant: ({ id, login, roles, ...one }) =>
        among(user, login) &&
        among(email, one.email) &&
        (role === undefined || roles.some((name) => among(role, name))) &&
        !(notRole && roles.some((name) => among(notRole, name))) &&
        (judged || (named?.mayMean(id) ?? true)),
      meant({ id }, all, moments) {
        if (judged && !(choice.judged && named)) return [];
        const seen = all.filter((one) => began(one, moments.now) <= moments.before);
        // As old as it was when it was shown: what has grown too old since was not shown.
        const shown = Math.min(moments.now, moments.before);
        const breaking = choice.breaking && breakingSessions(choice.breaking, seen, shown);
        return seen.filter(
          (one) =>
            (named?.means(id, one.name) ?? true) &&
            !spared.means(id, one.name) &&
            among(address, one.ip) &&
            fits(one, shown) &&
            (breaking?.has(one) ?? true),
        );
      },
    };
  };
}

/**
 * Country and flags don't stand in a session: who judges them names the sessions that they mean (`judged`). Until then they mean
 * none. A user whose row can't be read may be meant all the same.
 */
export function isJudged({ country, flagged, judged }: SessionChoice): boolean {
  return [country, flagged, judged].some((part) => part !== undefined);
}

/** Whether every session of a meant user is meant, whatever it holds. */
export function meansWholeUsers(choice: SessionChoice): boolean {
  const { sessions, except, address, olderThanSeconds, expired, breaking } = choice;
  const parts = [sessions, except, address, olderThanSeconds, expired, breaking];
  return parts.every((part) => part === undefined) && !isJudged(choice);
}

function fitting({ olderThanSeconds, expired }: SessionChoice): (one: ChoosableSession, now: number) => boolean {
  return (one, now) =>
    (expired === undefined || expired === one.expired) &&
    (olderThanSeconds === undefined || isOlder(one, olderThanSeconds, now));
}

const plain = (text: string) => text.trim().normalize('NFC').toLowerCase();
const wanted = (words: readonly string[] | undefined) => words && new Set(words.map(plain));

function among(words: ReadonlySet<string> | undefined, found: string | null): boolean {
  return words === undefined || (found !== null && words.has(plain(found)));
}
