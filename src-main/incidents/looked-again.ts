import type { Recheck } from '../contract/incidents.ts';

/**
 * What the three looks say of the step that is done by them: it holds when all were made, each not before its time, and found nothing. null while
 * one is still to come. One that was made early, by hand, has not seen what came later: then a person decides.
 */
export function lookedAgain(rechecks: readonly Recheck[]): { holds: boolean | null; told: string } | null {
  const bad = rechecks.filter(({ state }) => state === 'failed');
  if (rechecks.some(({ state }) => state !== 'done' && state !== 'failed')) return null;
  if (bad.length > 0)
    return {
      holds: false,
      told: `Not well: ${bad.map(({ after, told }) => `${after}: ${told}`).join(' ')}`.slice(0, 2000),
    };
  const early = rechecks.filter(({ doneAt, dueAt }) => doneAt === null || doneAt < dueAt);
  if (early.length === 0) return { holds: true, told: 'After 24 hours, 7 and 30 days nothing new was found.' };
  const when = early.map(({ after, doneAt }) => `that after ${after.replace('-', ' ')} at ${doneAt}`).join(', ');
  return {
    holds: null,
    told: `Nothing new was found, but looks were made before their time: ${when}. Look once more then, and tick this with a note.`,
  };
}
