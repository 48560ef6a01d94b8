import { useState } from 'react';
import type { RunSite, RunSummary } from '../../../src-main/contract/runs.ts';
import { Flow } from '../../components/Flow.tsx';
import { useKeys } from '../../components/keys.ts';
import { Key } from '../../components/Said.tsx';
import { StateTile } from '../../components/StateMark.tsx';
import type { LeftOut } from '../../stores/left-out.ts';
import { go } from '../../stores/route.ts';
import type { Tone } from '../../theme/palette.ts';
import { number } from '../../words/count.ts';
import { isOrder } from '../../words/order.ts';
import { type PlanGroup, planGroups, planGroupTitles } from '../../words/plan.ts';
import { PlanSite } from './PlanSite.tsx';

interface PlanListProps {
  run: RunSummary;
  groups: Record<PlanGroup, RunSite[]>;
  leftOut: LeftOut;
  onToggle(siteId: string): void;
}
type Item = { group: PlanGroup; row: RunSite | null };
const keyOf = ({ group, row }: Item): string => row?.siteId ?? group;

const foldedFrom = 12;
const tones: Record<PlanGroup, Tone> = {
  warnings: 'look',
  'left-out': 'unknown',
  refused: 'danger',
  unreachable: 'look',
  'not-looked-at': 'unknown',
  ready: 'proven',
};
const advice: Record<PlanGroup, string> = {
  warnings: 'They go in. Read each one; leave out what should wait.',
  'left-out': 'They stay as they are: their plugins keep secrets under the salts. The options can take them in.',
  refused: 'They stay as they are. Each says why and who can change it.',
  unreachable: 'They stay as they are. See that each can be reached, then look again.',
  'not-looked-at': 'They stay as they are. Look again to include them.',
  ready: 'They go in.',
};

/** Warnings first; every group says what becomes of it and can be folded. */
export function PlanList({ run, groups, leftOut, onToggle }: PlanListProps) {
  const [turned, setTurned] = useState<ReadonlySet<PlanGroup>>(new Set());
  const open = (group: PlanGroup): boolean =>
    (group === 'ready' && groups.ready.length > foldedFrom) === turned.has(group);
  const turn = (group: PlanGroup): void =>
    setTurned((before) => {
      const after = new Set(before);
      if (!after.delete(group)) after.add(group);
      return after;
    });
  const items: Item[] = planGroups
    .filter((group) => groups[group].length > 0)
    .flatMap((group) => [{ group, row: null }, ...(open(group) ? groups[group].map((row) => ({ group, row })) : [])]);
  const [at, setAt] = useState<string | null>(null);
  const here = items.find((item) => keyOf(item) === at);
  const goesIn = (group: PlanGroup): boolean => group === 'warnings' || group === 'ready';
  useKeys({
    x: here?.row && goesIn(here.group) ? () => onToggle(here.row?.siteId ?? '') : undefined,
    enter: here && (() => (here.row ? go({ screen: 'site', name: here.row.site }) : turn(here.group))),
  });
  return (
    <>
      <Flow
        label="What will happen per site"
        cursor={{ at, onMove: setAt }}
        items={items}
        keyOf={keyOf}
        guess={({ group, row }) => (row === null ? 38 : group === 'ready' ? 30 : 56)}
        render={({ group, row }) =>
          row === null ? (
            <button
              type="button"
              className="plan-group inner-focus"
              aria-expanded={open(group)}
              onClick={() => turn(group)}
            >
              <span className="fold-sign" aria-hidden="true">
                {open(group) ? '▾' : '▸'}
              </span>
              <StateTile tone={tones[group]} />
              <strong>
                {planGroupTitles[group]}: {number(groups[group].length)}
              </strong>
              <span className="second plan-advice">{advice[group]}</span>
            </button>
          ) : (
            <PlanSite
              run={run.id}
              whole={isOrder(run.operation)}
              row={row}
              included={goesIn(group) ? !leftOut.has(row.siteId) : null}
              onToggle={onToggle}
            />
          )
        }
      />
      <p className="plan-keys quiet small">
        <Key>j k</Key> move <Key>x</Key> leave out or take in <Key>Enter</Key> fold or open <Key>Esc</Key> back
      </p>
    </>
  );
}
