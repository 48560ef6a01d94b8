import { Switch } from '@mantine/core';
import { useState } from 'react';
import type { RunSite, RunSummary } from '../../../src-main/contract/runs.ts';
import { rotates } from '../../words/options.ts';
import { isOrder } from '../../words/order.ts';
import { Begin } from './Begin.tsx';
import { Options } from './Options.tsx';
import { PaceFields, paceOf, readPace } from './Pace.tsx';
import { isOver, type Replan } from './replan.ts';

interface ChoicesProps {
  run: RunSummary;
  going: RunSite[];
  /** The names of those that were left out. */
  without: string[];
  replan: Replan;
}

/** How it is to be done. */
export function Choices({ run, going, without, replan }: ChoicesProps) {
  const [pace, setPace] = useState(paceOf(run.options));
  return (
    <aside className="choices" aria-label="How it is done">
      <div className="choices-body">
        <h2>How it is done</h2>
        {!isOrder(run.operation) && (
          <Switch
            label="Prove it"
            description="A canary cookie opens each site before and must be refused afterwards."
            checked={replan.wishes.proof}
            onChange={(event) => replan.again({ proof: event.target.checked })}
          />
        )}
        <PaceFields pace={pace} sites={going.length} onChange={setPace} />
        {rotates(run) && <Options options={run.options} replan={replan} />}
      </div>
      <Begin run={run} going={going} without={without} over={isOver(run) && !replan.pending} pace={readPace(pace)} />
    </aside>
  );
}
