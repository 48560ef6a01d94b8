import { TextInput } from '@mantine/core';
import type { RunOptions } from '../../../src-main/contract/runs.ts';
import { WholeNumber } from '../../components/WholeNumber.tsx';
import { number } from '../../words/count.ts';
import { previewWaves, readLimit, readWaves } from '../../words/plan.ts';

/** How fast, and when to stop, as it was typed. */
export interface Pace {
  waves: string;
  limit: string;
  concurrency: number;
}

export const paceOf = ({ waves, maxFailures, concurrency }: RunOptions): Pace => ({
  waves: waves.join(', '),
  limit: maxFailures ?? '',
  concurrency,
});

/** null where what was typed can't be read. */
export function readPace({ waves, limit, concurrency }: Pace) {
  const [sizes, most] = [readWaves(waves), readLimit(limit)];
  return 'waves' in sizes && 'limit' in most ? { waves: sizes.waves, maxFailures: most.limit, concurrency } : null;
}

interface PaceFieldsProps {
  pace: Pace;
  /** How many sites the waves are made of. */
  sites: number;
  onChange(pace: Pace): void;
}

export function PaceFields({ pace, sites, onChange }: PaceFieldsProps) {
  const [waves, limit] = [readWaves(pace.waves), readLimit(pace.limit)];
  const field = (name: 'waves' | 'limit', label: string, description: string, wrong: string | undefined) => (
    <TextInput
      {...{ label, description }}
      value={pace[name]}
      onChange={(event) => onChange({ ...pace, [name]: event.target.value })}
      error={wrong}
    />
  );
  return (
    <>
      {field(
        'waves',
        'Waves',
        'Sites per wave: 1, 5, 20%. The last one repeats. Empty: all at once.',
        'wrong' in waves ? waves.wrong : undefined,
      )}
      <p className="quiet small preview">{'waves' in waves ? sayWaves(previewWaves(waves.waves, sites)) : ''}</p>
      {field(
        'limit',
        'Stop when more fail than',
        '10% or a number; looked at after each wave. Empty: never.',
        'wrong' in limit ? limit.wrong : undefined,
      )}
      <WholeNumber
        label="Sites at once"
        min={1}
        max={200}
        value={pace.concurrency}
        onChange={(concurrency) => onChange({ ...pace, concurrency })}
      />
    </>
  );
}

function sayWaves(sizes: number[]): string {
  if (sizes.length < 2) return sizes.length === 0 ? '' : 'One wave.';
  const shown = sizes.slice(0, 5).map(number).join(', ');
  return `${number(sizes.length)} waves: ${shown}${sizes.length > 5 ? ', …' : ''}`;
}
