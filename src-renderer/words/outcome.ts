import type { Outcome, ProofResult, RunSite } from '../../src-main/contract/runs.ts';
import type { Tone } from '../theme/palette.ts';

/** A state as the screen shows it: a tone, never without its word. `loud` ones are never toned down or folded away. */
export interface Said {
  tone: Tone;
  word: string;
  loud?: boolean;
}

const outcomes: Record<Outcome, Said> = {
  changed: { tone: 'proven', word: 'Done' },
  unchanged: { tone: 'unknown', word: 'Unchanged' },
  skipped: { tone: 'look', word: 'Skipped' },
  failed: { tone: 'danger', word: 'Failed' },
  unreachable: { tone: 'look', word: 'Not reached' },
  cancelled: { tone: 'unknown', word: 'Cancelled' },
  uncertain: { tone: 'danger', word: 'UNCERTAIN', loud: true },
};

export const sayOutcome = (outcome: Outcome): Said => outcomes[outcome];

/** How one site of a run stands. A changed host key and a cookie that still opens the site are said before all else. */
export function sayRunSite(row: RunSite): Said {
  if (row.failure?.code === 'HOST_KEY_CHANGED') return { tone: 'danger', word: 'HOST KEY CHANGED', loud: true };
  if (row.proof?.verdict === 'still-accepted') return { tone: 'danger', word: 'STILL ACCEPTED', loud: true };
  if (row.state === 'working') return { tone: 'work', word: 'In work' };
  if (row.state === 'waiting' || row.outcome === null) return { tone: 'unknown', word: 'Waiting' };
  if (row.outcome === 'changed' && row.proof?.verdict === 'not-possible')
    return { tone: 'look', word: 'Done, unproven' };
  if (row.outcome === 'changed' && row.proof?.verdict === 'not-asked')
    return { tone: 'unknown', word: 'Done, no proof' };
  return outcomes[row.outcome];
}

/** The verdict with its before -> after; null where there is none yet. */
export function sayProof(proof: ProofResult | null): (Said & { figures: string | null }) | null {
  if (proof === null) return null;
  const figures =
    proof.before === null && proof.after === null ? null : `${proof.before ?? '–'} → ${proof.after ?? '–'}`;
  switch (proof.verdict) {
    case 'refused':
      return { tone: 'proven', word: 'Refused', figures };
    case 'still-accepted':
      return { tone: 'danger', word: 'STILL ACCEPTED', loud: true, figures };
    case 'not-possible':
      return { tone: 'look', word: 'No proof possible', figures };
    case 'not-asked':
      return { tone: 'unknown', word: 'Not asked', figures };
  }
}

/** Whether a finished row needs a person: it failed, could not be reached, is uncertain, or was refused. */
export function needsYou(row: RunSite): boolean {
  if (row.proof?.verdict === 'still-accepted') return true;
  if (row.state !== 'done') return false;
  return (
    row.failure !== null || row.outcome === 'failed' || row.outcome === 'unreachable' || row.outcome === 'uncertain'
  );
}

/** Loudest first: someone can still get in, then uncertain, a changed key, failed, unreachable, the rest. */
export function urgency(row: RunSite): number {
  if (row.proof?.verdict === 'still-accepted') return 0;
  if (row.outcome === 'uncertain') return 1;
  if (row.failure?.code === 'HOST_KEY_CHANGED') return 2;
  if (row.outcome === 'failed') return 3;
  return row.outcome === 'unreachable' ? 4 : 5;
}
