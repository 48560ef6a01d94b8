import { useMemo, useState } from 'react';
import type { RunSite } from '../../../src-main/contract/runs.ts';
import { FailureNote } from '../../components/FailureNote.tsx';
import { Grid } from '../../components/Grid.tsx';
import { useKeys } from '../../components/keys.ts';
import { incidentOf } from '../../stores/incidents/of-run.ts';
import { go } from '../../stores/route.ts';
import { rowsOf, useRun } from '../../stores/run.ts';
import { isOrder } from '../../words/order.ts';
import { needsYou, sayRunSite, urgency } from '../../words/outcome.ts';
import { figuresOf, retryable } from '../../words/run.ts';
import { Afterwards } from './Afterwards.tsx';
import { runColumns } from './columns.tsx';
import { NeedYou } from './NeedYou.tsx';
import { OfIncident } from './OfIncident.tsx';
import { RunHead } from './RunHead.tsx';
import { RunSiteDetail } from './RunSiteDetail.tsx';
import './run.css';

const idOf = (row: RunSite): string => row.siteId;
const toneOf = (row: RunSite): 'danger' | null => (sayRunSite(row).loud ? 'danger' : null);

/** A run as it goes: rows keep their place, what needs a person gathers at the right. */
export function RunScreen({ id }: { id: string }) {
  const watched = useRun(id);
  const [current, setCurrent] = useState<string | null>(null);
  const [opened, setOpened] = useState<string | null>(null);
  const rows = useMemo(() => rowsOf(watched), [watched]);
  const { run, lost, sites } = watched;
  useKeys({ escape: () => (opened === null ? go(incidentOf(run) ?? { screen: 'runs' }) : setOpened(null)) });
  if (!run) {
    return lost ? <FailureNote failure={lost} doing="read the run" /> : <p className="empty quiet">Reading the run…</p>;
  }
  const incident = incidentOf(run);
  const over = run.state === 'finished';
  const needing = rows.filter(needsYou).sort((a, b) => urgency(a) - urgency(b));
  const shown = opened === null ? undefined : sites.get(opened);
  return (
    <>
      <RunHead run={run} rows={rows} figures={figuresOf(run, rows)} />
      {incident ? (
        <OfIncident route={incident} over={over} whole={over && retryable(run.totals) === 0} />
      ) : (
        isOrder(run.operation) && !run.dryRun && <Afterwards run={run} rows={rows} />
      )}
      <div className="run">
        <Grid
          label="Sites of this run"
          rows={rows}
          idOf={idOf}
          columns={runColumns(run.operation)}
          current={current}
          onCurrent={(siteId) => {
            setCurrent(siteId);
            if (opened !== null) setOpened(siteId);
          }}
          onOpen={(row) => setOpened(row.siteId)}
          toneOf={toneOf}
        />
        <aside className="run-side" aria-label={shown ? 'One site' : 'What needs you'}>
          {shown ? (
            <RunSiteDetail run={run} row={shown} onClose={() => setOpened(null)} />
          ) : (
            <NeedYou run={run} rows={needing} onOpen={(row) => setOpened(row.siteId)} />
          )}
        </aside>
      </div>
    </>
  );
}
