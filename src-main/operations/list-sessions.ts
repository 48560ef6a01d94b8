import type { SessionChoice, SessionRow } from '../contract/sessions.ts';
import type { Site } from '../contract/sites.ts';
import { sessionIsMeant, userIsMeant } from '../wordpress/session-choice.ts';
import { isExpired, type Session, sessionName } from '../wordpress/session-tokens.ts';
import { type OpenSite, openSite } from './steps/look.ts';
import { problemsOf, readSessionPages, type SessionsOfUser } from './steps/read-sessions.ts';
import type { Story } from './story.ts';
import type { Tools } from './tools.ts';

export interface SessionsFound {
  rows: SessionRow[];
  /** What could not be read and of which user; never a value. */
  problems: string[];
}

const mostSessions = 200_000;
const mostProblems = 200;

/** Reads every session of a site, those of rows that WordPress does not see left out, and changes nothing. */
export async function listSessions(
  site: Site,
  choice: SessionChoice,
  tools: Tools,
  story: Story,
): Promise<SessionsFound> {
  const open = await openSite(site, tools, story);
  const found: SessionsFound = { rows: [], problems: [] };
  try {
    for await (const page of readSessionPages(open)) {
      for (const one of page) {
        for (const problem of problemsOf(one)) tell(found, problem);
        if (!one.ghost) found.rows.push(...meantRows(open, one, choice));
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

function* meantRows(open: OpenSite, { user, reading }: SessionsOfUser, choice: SessionChoice): Generator<SessionRow> {
  const { site, now } = open;
  if (!userIsMeant(choice, { ...user, siteId: site.id })) return;
  for (const session of reading.sessions) {
    const facts = {
      name: sessionName(session),
      login: session.login,
      ip: session.ip,
      expired: isExpired(session, now),
    };
    const always = { now, before: Number.POSITIVE_INFINITY };
    if (!sessionIsMeant(choice, { ...user, siteId: site.id }, facts, always)) continue;
    yield { ...ofUser(site, user), ...ofSession(session), verifier: facts.name, expired: facts.expired };
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
});

/** A site may hold any number; only those that are a moment within the calendar are one. */
function moment(seconds: number | null): string | null {
  const sane = seconds !== null && Math.abs(seconds) < 250_000_000_000;
  return sane ? new Date(seconds * 1000).toISOString() : null;
}
