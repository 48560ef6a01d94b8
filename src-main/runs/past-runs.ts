import { z } from 'zod';
import { runSite, runSummary } from '../contract/runs.ts';
import { leftBehind } from './left-behind.ts';
import { type RunState, toSummary } from './run-state.ts';
import type { Histories } from './site-history.ts';

/** What the lists need of a run that is over: a journal of 140 sites has 3,000 lines, and an agency has hundreds of runs. */
const pastRun = z.object({
  summary: runSummary,
  left: leftBehind,
  rows: z.array(
    runSite.pick({ siteId: true, state: true, outcome: true, startedAt: true, ms: true, failure: true, salts: true }),
  ),
});
export type PastRun = z.infer<typeof pastRun>;

export interface KeptDigests {
  /** Of a journal of this length; null where none is kept. */
  digest(runId: string, journalBytes: number): Promise<unknown>;
  keepDigest(runId: string, journalBytes: number, digest: unknown): Promise<void>;
}

/** The run as its digest tells it, otherwise as its journal does, which then leaves a digest. Null where it has no beginning. */
export async function pastRunOf(
  { runId, bytes }: { runId: string; bytes: number },
  digests: KeptDigests,
  read: () => Promise<RunState | null>,
  clock: () => Date,
): Promise<PastRun | null> {
  const kept = pastRun.safeParse(await digests.digest(runId, bytes));
  if (kept.success && kept.data.summary.id === runId) return kept.data;
  const state = await read();
  if (!state) return null;
  const past = pastRun.parse({ summary: toSummary(state, clock()), left: state.left, rows: [...state.sites.values()] });
  // One that was interrupted or damaged is looked at anew each time.
  if (state.run.state === 'finished' && !state.damaged) await digests.keepDigest(runId, bytes, past);
  return past;
}

export function noteAll({ summary, rows }: Pick<PastRun, 'summary' | 'rows'>, histories: Histories): void {
  for (const row of rows) histories.note(summary, row);
}
