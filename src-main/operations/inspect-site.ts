import type { Site } from '../contract/sites.ts';
import { answersOf } from './steps/answers.ts';
import { inspectionOf } from './steps/inspection-of.ts';
import { keepSessions } from './steps/keep-sessions.ts';
import { type Look, lookAt } from './steps/look.ts';
import { rotationOf } from './steps/planned.ts';
import { type LiveLogins, lookAtSessions } from './steps/session-look.ts';
import type { SiteResult, Story } from './story.ts';
import type { Tools } from './tools.ts';

/** Reads everything from a site and changes nothing. Who is logged in goes into the history, not into the inspection: it names people. */
export async function inspectSite(site: Site, tools: Tools, story: Story): Promise<SiteResult> {
  const began = tools.clock().toISOString();
  const answering = answersOf(site, tools);
  const look = await lookAt(site, tools, story);
  try {
    const live = await story.step('Read the sessions', () => readSessions(look, began, tools, story));
    const inspection = inspectionOf(look, rotationOf(look), await answering, tools.clock);
    return {
      ...{ outcome: 'unchanged', salts: null, sessions: null, proof: null, failure: null },
      inspection: { ...inspection, sessions: { ...inspection.sessions, live } },
    };
  } finally {
    await look.close();
  }
}

async function readSessions(look: Look, began: string, tools: Tools, story: Story): Promise<LiveLogins | null> {
  const open = { ...look, tables: look.stored.tables };
  const { look: seen, live } = await lookAtSessions(open, began);
  const unkept = await keepSessions(tools, seen);
  if (unkept) story.warn('other', unkept);
  return seen.cut ? null : live;
}
