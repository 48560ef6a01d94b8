import { Button } from '@mantine/core';
import type { Drift } from '../../../src-main/contract/drift.ts';
import { When } from '../../components/Said.tsx';
import { StateTile } from '../../components/StateMark.tsx';
import { sayWasSeen } from '../../stores/audit/drift.ts';
import { sayDrift } from '../../words/audit.ts';
import { number } from '../../words/count.ts';
import { plain } from '../../words/plain.ts';

const mostListed = 200;

/** What became different since the last look, until somebody says that it was seen. */
export function WhatChanged({ drift, more }: { drift: Drift[]; more: number }) {
  if (drift.length === 0) return null;
  const grave = drift.some(({ kind }) => kind === 'new-administrator' || kind === 'changed-administrator');
  const rest = drift.length + more - mostListed;
  return (
    <details className={grave ? 'known-note known-look known-danger' : 'known-note known-look'}>
      <summary>
        <StateTile tone={grave ? 'danger' : 'look'} />
        <span className="grow">
          Since the last look: <strong>{sayDrift(drift)}</strong>
        </span>
        <span className="quiet">what</span>
      </summary>
      <ul className="silent-list">
        {drift.slice(0, mostListed).map((one, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two changes may have the same words
          <li key={at}>
            <bdi className="strong">{one.site}</bdi> <bdi className="second">{plain(one.what, 600)}</bdi>{' '}
            <span className="quiet">
              seen <When at={one.at} />
            </span>
          </li>
        ))}
        {rest > 0 && <li className="quiet">and {number(rest)} more</li>}
      </ul>
      <Button variant="default" onClick={() => void sayWasSeen(drift)}>
        I have seen it
      </Button>
    </details>
  );
}
