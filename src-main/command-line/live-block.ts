import type { RunSite, RunSummary } from '../contract/runs.ts';
import { cut, pad, printable } from './printable.ts';
import { asAsked } from './site-words.ts';
import { styled, type Terminal } from './terminal.ts';
import { duration } from './words.ts';

const mostRows = 8;
const nameWidth = 24;

export interface LiveBlock {
  draw(run: RunSummary, rows: RunSite[]): void;
  erase(): void;
  close(): void;
}

/**
 * A head with figures and the sites in work, rewritten in place: never higher than the terminal, never wider. The clock in it
 * goes on while a slow server keeps everyone waiting.
 */
export function liveBlock(terminal: Terminal): LiveBlock {
  let height = 0;
  let latest: { run: RunSummary; rows: RunSite[]; seen: number } | null = null;
  const up = () => (height > 0 ? `\u001b[${height}A\r\u001b[J` : '');
  const erase = () => {
    terminal.err.write(up());
    height = 0;
  };
  const paint = () => {
    if (!latest) return;
    const columns = Math.max(20, (terminal.err.columns || 80) - 1);
    const most = Math.max(1, Math.min(mostRows, (terminal.err.rows || 24) - 4));
    const lines = blockLines(latest.run, latest.rows, latest.run.ms + Date.now() - latest.seen, most).map(
      (line, index) => {
        const text = cut(printable(line), columns);
        return `${styled(terminal, terminal.err, text, index === 0 ? 'bold' : 'dim')}\n`;
      },
    );
    // One write, or the block flickers.
    terminal.err.write(up() + lines.join(''));
    height = lines.length;
  };
  const ticking = setInterval(paint, 250);
  ticking.unref();
  return {
    draw(run, rows) {
      latest = { run, rows, seen: Date.now() };
      paint();
    },
    erase,
    close() {
      clearInterval(ticking);
      erase();
    },
  };
}

/** The block's text: figures first, then at most `most` sites in work. */
export function blockLines(run: RunSummary, rows: RunSite[], ms: number, most: number): string[] {
  const working = rows.filter((row) => row.state === 'working');
  const done = rows.filter((row) => row.state === 'done');
  const failed = done.filter((row) => !asAsked(row)).length;
  const wave = Math.max(0, ...rows.filter((row) => row.state !== 'waiting').map((row) => row.wave));
  const head = [
    run.state === 'cancelling' ? 'cancelling' : '',
    `${done.length} of ${rows.length} done`,
    `${working.length} in work`,
    failed > 0 ? `${failed} not as asked` : '',
    run.waves.length > 1 ? `wave ${wave + 1} of ${run.waves.length}` : '',
    duration(ms),
  ];
  const more = working.length - most;
  return [
    head.filter((part) => part !== '').join(' · '),
    ...working
      .slice(0, most)
      .map((row) => `  ${pad(cut(printable(row.site), nameWidth), nameWidth)}  ${row.step ?? ''}`),
    ...(more > 0 ? [`  and ${more} more`] : []),
  ];
}
