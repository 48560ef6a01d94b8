import { Button } from '@mantine/core';
import { useMemo, useState } from 'react';
import { FailureNote } from '../../components/FailureNote.tsx';
import { Grid } from '../../components/Grid.tsx';
import { keysOf, testSites, trustKeys, useAccess } from '../../stores/access.ts';
import { useFleet } from '../../stores/fleet.ts';
import { go } from '../../stores/route.ts';
import { count, list, number } from '../../words/count.ts';
import { ChangedKeys } from './ChangedKeys.tsx';
import { type AccessRow, accessColumns, accessRows } from './columns.tsx';
import './access.css';

const idOf = (row: AccessRow): string => row.name;

/** Test and trust in one list: every fingerprint stands in it before it can be trusted. */
export function AccessList() {
  const { names, tests, working, failure } = useAccess();
  const sites = useFleet((state) => state.sites);
  const [current, setCurrent] = useState<string | null>(null);
  const rows = useMemo(() => accessRows(names, sites, tests, working === null), [names, sites, tests, working]);
  const tested = rows.flatMap((row) => row.test ?? []);
  const keys = keysOf(tested);
  const unknown = keys.filter((key) => key.state === 'unknown');
  const changed = keys.filter((key) => key.state === 'changed');
  const trust = (): Promise<void> =>
    trustKeys(
      [...new Set(unknown.flatMap((key) => key.sites))],
      unknown.map((key) => key.fingerprint),
    );
  const said = working
    ? `${working.doing === 'testing' ? 'Testing' : 'Trusting'}: ${working.done} of ${working.of}…`
    : sayTests(rows);
  return (
    <>
      {failure && <FailureNote failure={failure} doing="go on with the list" />}
      {changed.length > 0 && <ChangedKeys keys={changed} />}
      <div className="access-head">
        <span aria-live="polite" className="grow">
          {said}
        </span>
        <Button variant="default" disabled={working !== null} onClick={() => void testSites(names)}>
          Test again
        </Button>
        <Button disabled={working !== null || unknown.length === 0} onClick={() => void trust()}>
          {unknown.length === 0
            ? 'No keys to trust'
            : `Trust ${unknown.length === 1 ? 'this' : 'these'} ${count(unknown.length, 'key')}`}
        </Button>
      </div>
      {unknown.length > 0 && (
        <p className="access-note">
          {count(unknown.length, 'server')} showed a key for the first time. Compare the fingerprints below with your
          host’s control panel or a colleague’s; what you trust now, Resalt holds every later answer against.
        </p>
      )}
      <Grid
        label="Access"
        rows={rows}
        idOf={idOf}
        columns={accessColumns}
        current={current}
        onCurrent={setCurrent}
        onOpen={({ name }) => go({ screen: 'site', name })}
        toneOf={(row) => (row.test?.hostKeys.some((key) => key.state === 'changed') ? 'danger' : null)}
      />
    </>
  );
}

function sayTests(rows: AccessRow[]): string {
  const barred = rows.filter(({ key }) => key !== null && key.state !== 'trusted');
  const n = (outcome: string): number =>
    rows.filter((row) => row.test?.outcome === outcome && !barred.includes(row)).length;
  const parts = [`${n('ok')} reached`];
  if (barred.length > 0) parts.push(`${number(barred.length)} with a key that is not trusted`);
  if (n('unreachable') > 0) parts.push(`${n('unreachable')} did not answer`);
  if (n('failed') > 0) parts.push(`${n('failed')} not opened`);
  const waiting = rows.filter((row) => row.test === null).length;
  if (waiting > 0) parts.push(`${waiting} not tested`);
  return `${count(rows.length, 'site')}: ${list(parts)}.`;
}
