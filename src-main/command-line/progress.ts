import type { RunSite, RunSummary } from '../contract/runs.ts';
import { liveBlock } from './live-block.ts';
import { asAsked, siteLine } from './site-words.ts';
import { note, type Terminal } from './terminal.ts';
import { count } from './words.ts';

export interface Progress {
  /** The run as it is now, and the rows that changed. */
  update(run: RunSummary, sites: RunSite[]): void;
  close(): void;
}

/** One attempt on one site, so that a resumed run tells only what is new. */
const attemptOf = (row: RunSite): string => `${row.siteId} ${row.attempt}`;

/**
 * Shows a run on standard error: without a terminal a line per site when it ends and one per wave; on a terminal a block that
 * is rewritten in place, with failures scrolling above it. `before`: rows that were done before this run went on.
 */
export function openProgress(terminal: Terminal, before: RunSite[] = []): Progress {
  const told = new Set(before.filter((row) => row.state === 'done').map(attemptOf));
  const rows = new Map<string, RunSite>();
  const live = terminal.err.isTTY === true;
  const block = live ? liveBlock(terminal) : null;
  const wave = { told: -1 };

  return {
    update(run, sites) {
      block?.erase();
      for (const row of sites) {
        rows.set(row.siteId, row);
        if (!live && row.state !== 'waiting' && row.outcome !== 'cancelled') tellWave(terminal, run, row.wave, wave);
        if (row.state !== 'done' || told.has(attemptOf(row))) continue;
        told.add(attemptOf(row));
        if (!live || !asAsked(row)) note(terminal, siteLine(row, run.dryRun), asAsked(row) ? null : 'red');
      }
      block?.draw(run, [...rows.values()]);
    },
    close: () => block?.close(),
  };
}

function tellWave(terminal: Terminal, run: RunSummary, wave: number, last: { told: number }): void {
  if (run.waves.length < 2 || wave <= last.told) return;
  last.told = wave;
  note(terminal, `Wave ${wave + 1} of ${run.waves.length}: ${count(run.waves[wave] ?? 0, 'site')}`);
}
