import type { SiteRow } from '../../src-main/contract/fleet.ts';
import type { RunSite } from '../../src-main/contract/runs.ts';
import type { SiteTest } from '../../src-main/contract/sites.ts';
import { capital, count } from './count.ts';
import { failureTitles, type NextAction } from './failure.ts';
import { sayLogins } from './logins.ts';
import { operationTitle } from './operation.ts';
import { type Said, sayOutcome, sayRunSite } from './outcome.ts';
import { daysSince, exact } from './time.ts';

export const oldAfterDays = 90;

/** An access test of this window, and when it came back: ISO 8601, by this machine's clock. */
export interface Tested extends SiteTest {
  at: string;
}

/** Everything the window knows of one site: its row, its last access test here, and its row in the run in work. */
export interface Known {
  row: SiteRow;
  test: Tested | null;
  live: RunSite | null;
}

/** `sentence` says why, for the site's head and a hover; `next` is what a person does about it, where that is known. */
export interface SiteState extends Said {
  sentence: string;
  next?: NextAction;
}

function ofTest(test: SiteTest): SiteState | null {
  const changed = test.hostKeys.find((key) => key.state === 'changed');
  if (changed) {
    const sentence = `${changed.host} answered with another host key than the one you trusted. Nothing was sent to it.`;
    return { tone: 'danger', word: failureTitles.HOST_KEY_CHANGED, loud: true, sentence, next: 'look-at-key' };
  }
  if (test.hostKeys.some((key) => key.state === 'unknown')) {
    const sentence = 'Its host key has not been trusted yet; Resalt sends nothing to it until then.';
    return { tone: 'look', word: 'Not trusted yet', sentence, next: 'trust' };
  }
  if (test.outcome === 'ok') return null;
  const sentence = test.failure?.message ?? 'The access test failed.';
  return test.outcome === 'unreachable'
    ? { tone: 'look', word: 'Not reached', sentence }
    : { tone: 'danger', word: 'Access failed', sentence };
}

type LastRun = NonNullable<SiteRow['lastRun']>;

/** What the last run left undone stays loud, over restarts, until another run has done it. */
function ofLastRun(known: Known): SiteState | null {
  const last = known.row.lastRun;
  if (!last || !leftUndone(last)) return last && oldSaltsBack(last);
  const sentence = `${operationTitle(last.operation)}: ${last.message ?? sayOutcome(last.outcome).word}`;
  const key = answeredSince(known, last.at) ? null : last.code;
  if (key === 'HOST_KEY_CHANGED')
    return { tone: 'danger', word: failureTitles[key], loud: true, sentence, next: 'look-at-key' };
  if (key === 'HOST_KEY_UNKNOWN') return { tone: 'look', word: 'Not trusted yet', sentence, next: 'trust' };
  const said = sayOutcome(last.outcome);
  const next = { uncertain: 'settle', unreachable: 'retry', failed: null } as const;
  const action = last.outcome in next ? next[last.outcome as keyof typeof next] : null;
  return { ...said, loud: said.tone === 'danger', sentence, ...(action ? { next: action } : {}) };
}

/** Whether a run left this site other than asked. */
export const leftUndone = ({ outcome }: LastRun): boolean =>
  outcome === 'failed' || outcome === 'uncertain' || outcome === 'unreachable';

const answeredSince = ({ row, test }: Known, at: string): boolean =>
  (test?.outcome === 'ok' && test.at > at) || (row.inspection !== null && row.inspection.at > at);

/** Changed a moment ago, but to salts that were in use before: never as good as rotated. */
function oldSaltsBack({ operation, outcome, at }: LastRun): SiteState | null {
  if (operation !== 'RollBackSalts' || outcome !== 'changed') return null;
  const sentence = `Its old salts were put back at ${exact(at)}, and all logins ended with it. Rotate them when you can.`;
  return { tone: 'look', word: 'Old salts back', sentence };
}

/** One site's state: the worst that is known of it, in a word and a sentence. */
export function siteState({ row, test, live }: Known, now: number): SiteState {
  if (live && live.state === 'working') return { ...sayRunSite(live), sentence: live.step ?? 'In work.' };
  const bad = (test && ofTest(test)) ?? ofLastRun({ row, test, live });
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
  const logins = `${capital(sayLogins(seen.sessions))} when last seen.`;
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
