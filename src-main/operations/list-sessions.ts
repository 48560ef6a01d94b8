import type { ReadSession, SessionChoice } from '../contract/sessions.ts';
import type { Site } from '../contract/sites.ts';
import { type ChoiceOfSite, readyChoice } from '../wordpress/session-choice.ts';
import { keepSessions } from './steps/keep-sessions.ts';
import { type OpenSite, openSite } from './steps/look.ts';
import { choosable } from './steps/read-sessions.ts';
import { lookAtSessions, type SeenRow, seenSession } from './steps/session-look.ts';
import type { Story } from './story.ts';
import type { Tools } from './tools.ts';

export interface SessionsFound {
  rows: ReadSession[];
  /** What could not be read and of which user; never a value. */
  problems: string[];
  /** What holds for all sessions of the site, as that it has a session manager of its own. */
  notes: string[];
  /** There were more than were read. */
  cut: boolean;
}

const mostShown = 200_000;

/**
 * Reads every session of a site, those of rows that WordPress does not see left out, and changes nothing there. All that was read, also what
 * is not chosen, goes into the history. `ready`: made once where many sites are read.
 */
export async function listSessions(
  site: Site,
  choice: SessionChoice,
  tools: Tools,
  story: Story,
  ready = readyChoice(choice),
): Promise<SessionsFound> {
  const at = tools.clock().toISOString();
  const open = await openSite(site, tools, story);
  const here = ready(site.id);
  try {
    const rows: ReadSession[] = [];
    const row = (one: SeenRow) => {
      if (!one.ghost) rows.push(...meantRows(open, one, here));
    };
    const { look, problems, notes } = await lookAtSessions(open, at, row);
    rows.length = Math.min(rows.length, mostShown);
    const unkept = await keepSessions(tools, look);
    return { rows, cut: look.cut, problems: unkept ? [unkept, ...problems] : problems, notes };
  } finally {
    await open.close();
  }
}

function* meantRows({ site, now }: OpenSite, one: SeenRow, here: ChoiceOfSite): Generator<ReadSession> {
  const { user, lastSeen } = one;
  if (!here.userIsMeant(user)) return;
  const always = { now, before: Number.POSITIVE_INFINITY };
  for (const session of here.meant(user, choosable(one, now), always)) {
    yield { ...ofUser(site, user), ...seenSession(session, lastSeen), expired: session.expired };
  }
}

const ofUser = (site: Site, { id, login, email, displayName, roles, blogs }: SeenRow['user']) => ({
  ...{ siteId: site.id, site: site.name, client: site.client },
  ...{ userId: id, user: login, email, displayName, roles, blogs },
});
