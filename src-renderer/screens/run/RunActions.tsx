import { Button, Menu } from '@mantine/core';
import type { RunSite, RunSummary } from '../../../src-main/contract/runs.ts';
import { api } from '../../api.ts';
import { pressed } from '../../components/pressed.ts';
import { save } from '../../components/save.ts';
import { useSteady } from '../../components/steady.ts';
import { ask, planPuttingBack } from '../../stores/calls.ts';
import { retry } from '../../stores/next-action.ts';
import { go } from '../../stores/route.ts';
import { number } from '../../words/count.ts';
import { canUndo } from '../../words/order.ts';
import { reportCsv, reportJson } from '../../words/report.ts';
import { canPutBack, retryable } from '../../words/run.ts';

/** Cancel while it goes; resume, retry and export afterwards. */
export function RunActions({ run, rows }: { run: RunSummary; rows: RunSite[] }) {
  // Where “Cancel” stood stands what begins a run once it has ended: a hand on its way to the one must not do the other.
  const steady = useSteady(run.state);
  if (run.state === 'running' || run.state === 'cancelling') {
    return (
      <Button
        variant="default"
        disabled={run.state === 'cancelling'}
        onClick={() => void ask('cancel the run', () => api.runs.cancel.mutate({ run: run.id }))}
      >
        {run.state === 'cancelling' ? 'Cancelling…' : 'Cancel the run'}
      </Button>
    );
  }
  if (run.state === 'interrupted')
    return (
      <Button disabled={!steady} onClick={pressed(() => void resume(run.id))}>
        Resume
      </Button>
    );
  const again = retryable(run.totals);
  return (
    <div className="row">
      {canPutBack(run, rows) && (
        <Menu>
          <Menu.Target>
            <Button variant="default">More</Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => void planPuttingBack(run.id)}>
              Put the old salts back…
              <span className="quiet small block">All logins end with it, too. A plan first.</span>
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
      {canUndo(run, rows) && (
        <Button variant="default" onClick={() => void planPuttingBack(run.id)}>
          {run.operation === 'QuarantineFiles' ? 'Put the files back…' : 'Undo…'}
        </Button>
      )}
      <Menu>
        <Menu.Target>
          <Button variant="default">Export</Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => save(`${run.id}.json`, 'application/json', reportJson(run, rows))}>JSON</Menu.Item>
          <Menu.Item onClick={() => save(`${run.id}.csv`, 'text/csv', reportCsv(rows))}>
            CSV, for a spreadsheet
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {again > 0 && (
        <Button disabled={!steady} onClick={pressed(() => void retry(run.id))}>
          Retry the {number(again)} that did not go
        </Button>
      )}
    </div>
  );
}

async function resume(id: string): Promise<void> {
  const resumed = await ask('resume the run', () => api.runs.resume.mutate({ run: id }));
  if (resumed && resumed.run !== id) go({ screen: 'run', run: resumed.run });
}
