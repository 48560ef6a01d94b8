import type { RunSite } from '../../src-main/contract/runs.ts';
import type { Tone } from '../theme/palette.ts';
import { count } from '../words/count.ts';
import { sayRunSite } from '../words/outcome.ts';
import './bar.css';

const order: Tone[] = ['proven', 'look', 'danger', 'work', 'unknown'];

interface Wave {
  size: number;
  tally: Record<Tone, number>;
  done: number;
}

function waves(sizes: number[], rows: RunSite[]): Wave[] {
  const found = sizes.map((size) => ({ size, done: 0, tally: { proven: 0, look: 0, danger: 0, work: 0, unknown: 0 } }));
  for (const row of rows) {
    const wave = found[row.wave];
    if (!wave) continue;
    if (row.state === 'done') wave.done++;
    if (row.state !== 'waiting') wave.tally[sayRunSite(row).tone]++;
  }
  return found;
}

/** Waves as a segmented bar: a wave is as wide as it has sites, filled by how they stand. */
export function WaveBar({ sizes, rows }: { sizes: number[]; rows: RunSite[] }) {
  const all = waves(sizes, rows);
  const at = all.findIndex((wave) => wave.done < wave.size);
  const said =
    at < 0
      ? `All ${count(all.length, 'wave')} done`
      : `Wave ${at + 1} of ${all.length}: ${all[at]?.done} of ${all[at]?.size} done`;
  return (
    <div className="wave-bar" role="img" aria-label={said} title={said}>
      {all.map((wave, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a wave is its place
        <div key={index} className={index === at ? 'wave wave-now' : 'wave'} style={{ flexGrow: wave.size }}>
          {order.map((tone) =>
            wave.tally[tone] > 0 ? (
              <span
                key={tone}
                className={`wave-part wave-${tone}`}
                style={{ width: `${(100 * wave.tally[tone]) / wave.size}%` }}
              />
            ) : null,
          )}
        </div>
      ))}
    </div>
  );
}
