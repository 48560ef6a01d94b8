import type { SiteRow } from '../../src-main/contract/fleet.ts';
import type { RunSite } from '../../src-main/contract/runs.ts';
import type { SiteTest } from '../../src-main/contract/sites.ts';
import { capital, count } from './count.ts';
import { operationTitle } from './operation.ts';
import { type Said, sayOutcome, sayRunSite } from './outcome.ts';
import { daysSince } from './time.ts';

export const oldAfterDays = 90;

/** Everything the window knows of one site: its row, its last access test here, and its row in the run in work. */
export interface Known {
  row: SiteRow;
  test: SiteTest | null;
  live: RunSite | null;
}

/** `sentence` says why, for the site's head and a hover. */
export interface SiteState extends Said {
  sentence: string;
}

function ofTest(test: SiteTest): SiteState | null {
  const changed = test.hostKeys.find((key) => key.state === 'changed');
  if (changed) {
    const sentence = `${changed.host} answered with another host key than the one you trusted. Nothing was sent to it.`;
    return { tone: 'danger', word: 'HOST KEY CHANGED', loud: true, sentence };
  }
  if (test.hostKeys.some((key) => key.state === 'unknown')) {
    const sentence = 'Its host key has not been trusted yet; Resalt sends nothing to it until then.';
    return { tone: 'look', word: 'Not trusted yet', sentence };
  }
  if (test.outcome === 'ok') return null;
  const sentence = test.failure?.message ?? 'The access test failed.';
  return test.outcome === 'unreachable'
    ? { tone: 'look', word: 'Not reached', sentence }
    : { tone: 'danger', word: 'Access failed', sentence };
}

function ofLastRun(row: SiteRow): SiteState | null {
  const last = row.lastRun;
  if (!last || !['failed', 'uncertain', 'unreachable'].includes(last.outcome)) return null;
  const said = sayOutcome(last.outcome);
  return { ...said, sentence: `${operationTitle(last.operation)}: ${last.message ?? said.word}` };
}

/** One site's state: the worst that is known of it, in a word and a sentence. */
export function siteState({ row, test, live }: Known, now: number): SiteState {
  if (live && live.state === 'working') return { ...sayRunSite(live), sentence: live.step ?? 'In work.' };
  const bad = (test && ofTest(test)) ?? ofLastRun(row);
  if (bad) return bad;
  const seen = row.inspection;
  if (!seen) return { tone: 'unknown', word: 'Not inspected', sentence: 'Nothing is known of it yet. Inspect it.' };
  if (seen.answers.status !== null && seen.answers.status >= 500) {
    return { tone: 'look', word: `Answers ${seen.answers.status}`, sentence: 'The site itself answers with an error.' };
  }
  if (!seen.salts.rotatable) {
    return {
      tone: 'look',
      word: 'Salts elsewhere',
      sentence: seen.salts.why ?? 'Its salts can’t be rotated by Resalt.',
    };
  }
  const age = daysSince(row.saltsChangedAt, now);
  const logins = `${capital(count(seen.sessions.count, 'stored login'))} when last seen.`;
  if (age === null)
    return { tone: 'unknown', word: 'Never rotated', sentence: `Salts never changed by Resalt. ${logins}` };
  if (age >= oldAfterDays)
    return { tone: 'unknown', word: 'Rotation old', sentence: `Salts ${age} days old. ${logins}` };
  return {
    tone: 'proven',
    word: 'Rotated',
    sentence: `Salts changed ${age === 0 ? 'today' : `${count(age, 'day')} ago`}. ${logins}`,
  };
}

/** Whether the site could be reached the last time that something tried; null when nothing has tried. */
export function reachable({ row, test }: Known): boolean | null {
  if (test) return test.outcome === 'ok';
  const seenAt = row.inspection ? Date.parse(row.inspection.at) : 0;
  if (row.lastRun && Date.parse(row.lastRun.at) >= seenAt) return row.lastRun.outcome !== 'unreachable';
  return row.inspection ? true : null;
}
