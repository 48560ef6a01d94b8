import type { SessionChoice, SessionRow } from '../contract/sessions.ts';
import type { Site } from '../contract/sites.ts';
import { sessionIsMeant, userIsMeant } from '../wordpress/session-choice.ts';
import { isExpired, sessionName } from '../wordpress/session-tokens.ts';
import { keepSessions } from './steps/keep-sessions.ts';
import { type OpenSite, openSite } from './steps/look.ts';
import { lookAtSessions, type SeenRow, seenSession } from './steps/session-look.ts';
import type { Story } from './story.ts';
import type { Tools } from './tools.ts';

export interface SessionsFound {
  rows: SessionRow[];
  /** What could not be read and of which user; never a value. */
  problems: string[];
}

const mostShown = 200_000;

/**
 * Reads every session of a site, those of rows that WordPress does not see left out, and changes nothing there. All that was read, also what
 * is not chosen, goes into the history.
 */
export async function listSessions(
  site: Site,
  choice: SessionChoice,
  tools: Tools,
  story: Story,
): Promise<SessionsFound> {
  const at = tools.clock().toISOString();
  const open = await openSite(site, tools, story);
  try {
    const rows: SessionRow[] = [];
    const row = (one: SeenRow) => {
      if (!one.ghost) rows.push(...meantRows(open, one, choice));
    };
    const { look, problems } = await lookAtSessions(open, at, { row });
    rows.length = Math.min(rows.length, mostShown);
    const unkept = await keepSessions(tools, look);
    return { rows, problems: unkept ? [unkept, ...problems] : problems };
  } finally {
    await open.close();
  }
}

function* meantRows(
  open: OpenSite,
  { user, reading, lastSeen }: SeenRow,
  choice: SessionChoice,
): Generator<SessionRow> {
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
    yield { ...ofUser(site, user), ...seenSession(session, lastSeen), expired: facts.expired };
  }
}

const ofUser = (site: Site, { id, login, email, displayName, roles, blogs }: SeenRow['user']) => ({
  ...{ siteId: site.id, site: site.name, client: site.client },
  ...{ userId: id, user: login, email, displayName, roles, blogs },
});
