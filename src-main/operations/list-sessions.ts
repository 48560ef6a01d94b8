import type { ReadSession, SessionChoice } from '../contract/sessions.ts';
import type { Site } from '../contract/sites.ts';
import { type ChoiceOfSite, readyChoice } from '../wordpress/session-choice.ts';
import type { Session } from '../wordpress/session-tokens.ts';
import { type OpenSite, openSite } from './steps/look.ts';
import { choosable, problemsOf, readSessionPages, type SessionsOfUser } from './steps/read-sessions.ts';
import type { Story } from './story.ts';
import type { Tools } from './tools.ts';

export interface SessionsFound {
  rows: ReadSession[];
  /** What could not be read and of which user; never a value. */
  problems: string[];
}

/** Of one site. */
export const mostSessions = 200_000;
const mostProblems = 200;

/** Reads every session of a site, those of rows that WordPress does not see left out, and changes nothing. `ready`: made once where many sites are read. */
export async function listSessions(
  site: Site,
  choice: SessionChoice,
  tools: Tools,
  story: Story,
  ready = readyChoice(choice),
): Promise<SessionsFound> {
  const open = await openSite(site, tools, story);
  const found: SessionsFound = { rows: [], problems: [] };
  const here = ready(site.id);
  try {
    for await (const page of readSessionPages(open)) {
      for (const one of page) {
        for (const problem of problemsOf(one)) tell(found, problem);
        if (!one.ghost) found.rows.push(...meantRows(open, one, here));
      }
      if (found.rows.length < mostSessions) continue;
      found.rows.length = mostSessions;
      found.problems.unshift(`there are more sessions than the ${mostSessions} that are shown`);
      break;
    }
    return found;
  } finally {
    await open.close();
  }
}

function tell({ problems }: SessionsFound, problem: string): void {
  if (problems.length < mostProblems) problems.push(problem);
  else if (problems.length === mostProblems) problems.push('and more problems of this kind');
}

function* meantRows({ site, now }: OpenSite, one: SessionsOfUser, here: ChoiceOfSite): Generator<ReadSession> {
  const { user } = one;
  if (!here.userIsMeant(user)) return;
  const always = { now, before: Number.POSITIVE_INFINITY };
  for (const session of here.meant(user, choosable(one, now), always)) {
    const { name: verifier, expired } = session;
    yield { ...ofUser(site, user), ...ofSession(session), verifier, expired };
  }
}

const ofUser = (site: Site, { id, login, email, displayName, roles, blogs }: SessionsOfUser['user']) => ({
  ...{ siteId: site.id, site: site.name, client: site.client },
  ...{ userId: id, user: login, email, displayName, roles, blogs },
});

const ofSession = ({ login, expiration, ip, ua }: Session) => ({
  loginAt: moment(login),
  expiresAt: moment(expiration),
  ip: ip?.slice(0, 100) ?? null,
  userAgent: ua?.slice(0, 1000) ?? null,
  lastSeenAt: null,
});

/** A site may hold any number; only those that are a moment within the calendar are one. */
function moment(seconds: number | null): string | null {
  const sane = seconds !== null && Math.abs(seconds) < 250_000_000_000;
  return sane ? new Date(seconds * 1000).toISOString() : null;
}
