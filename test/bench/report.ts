import { pad, widthOf } from '../../src-main/command-line/printable.ts';
import type { Contender, Measured, Missing } from './contender.ts';

export interface Round extends Measured {
  /** Sites with all eight salts new, and sites that the old cookie still opened; null where not looked at. */
  rotated: number | null;
  stillOpen: number | null;
}

export function median(numbers: number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** One line per contender: the median and what it is worth beside the floor, which is the first, and the strict one, the second. */
export function printReport(rounds: Map<Contender, Round[]>, missing: Missing[], sites: number): void {
  const [floor = Number.NaN, strict = Number.NaN] = [...rounds.values()].map((all) => median(all.map(({ ms }) => ms)));
  const rows = [...rounds].map(([contender, measured]) => {
    const ms = measured.map((round) => round.ms);
    const peaks = measured.flatMap((round) => round.peak ?? []);
    const worst = (of: (round: Round) => number | null) => measured.map(of).filter((count) => count !== null);
    const [done, open] = [worst((round) => round.rotated), worst((round) => round.stillOpen)];
    return [
      contender.name,
      contender.does,
      contender.times,
      `${(median(ms) / 1000).toFixed(2)} s`,
      `${(Math.min(...ms) / 1000).toFixed(2)}–${(Math.max(...ms) / 1000).toFixed(2)}`,
      `${(median(ms) / floor).toFixed(2)} x`,
      `${(median(ms) / strict).toFixed(2)} x`,
      done.length > 0 ? `${Math.min(...done)}/${sites}` : '-',
      open.length > 0 ? String(Math.max(...open)) : '-',
      peaks.length > 0 ? `${Math.round(Math.max(...peaks) / 2 ** 20)} MiB` : '-',
    ];
  });
  const head = [
    '',
    'does',
    'time of',
    'median',
    'range',
    'to floor',
    'to strict',
    'salts new',
    'still open',
    'peak memory',
  ];
  const widths = head.map((title, i) => Math.max(widthOf(title), ...rows.map((row) => widthOf(row[i] ?? ''))));
  for (const row of [head, ...rows])
    console.log(
      row
        .map((cell, i) => pad(cell, widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    );
  for (const { why } of missing) console.log(`skipped: ${why}`);
}
