import type { SessionChoice } from '../contract/sessions.ts';

export interface ChoosableUser {
  siteId: string;
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

/** Whether a user's sessions can be meant at all. */
export function userIsMeant(choice: SessionChoice, user: ChoosableUser): boolean {
  const { sessions, notRole } = choice;
  return (
    among(choice.user, user.login) &&
    among(choice.email, user.email) &&
    (choice.role === undefined || user.roles.some((role) => among(choice.role, role))) &&
    !(notRole && user.roles.some((role) => among(notRole, role))) &&
    (sessions === undefined || sessions.some((one) => isOf(one, user)))
  );
}

/** Whether every session of a meant user is meant, whatever it holds. */
export function meansWholeUsers(choice: SessionChoice): boolean {
  const { sessions, except, address, olderThanSeconds, expired } = choice;
  return [sessions, except, address, olderThanSeconds, expired].every((part) => part === undefined);
}

/** Whether one session of a meant user is meant. */
export function sessionIsMeant(
  choice: SessionChoice,
  user: ChoosableUser,
  session: ChoosableSession,
  { now, before }: Moments,
): boolean {
  const { sessions, except, olderThanSeconds, expired } = choice;
  if (sessions && !sessions.some((one) => isOf(one, user) && session.name.startsWith(one.verifier))) return false;
  if (except?.some((verifier) => session.name.startsWith(verifier))) return false;
  if (!among(choice.address, session.ip)) return false;
  if (expired !== undefined && expired !== session.expired) return false;
  if (session.login === null) return true;
  if (olderThanSeconds !== undefined && session.login >= now - olderThanSeconds) return false;
  return session.login <= before;
}

const same = (text: string) => text.trim().normalize('NFC').toLowerCase();

function among(wanted: readonly string[] | undefined, found: string | null): boolean {
  return wanted === undefined || (found !== null && wanted.some((one) => same(one) === same(found)));
}

type Exact = NonNullable<SessionChoice['sessions']>[number];
const isOf = (one: Exact, user: ChoosableUser): boolean =>
  (one.siteId ?? user.siteId) === user.siteId && (one.userId ?? user.id) === user.id;
