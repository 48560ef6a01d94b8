import { Button } from '@mantine/core';
import { useState } from 'react';
import { Hints } from '../../components/Hints.tsx';
import { Key } from '../../components/Said.tsx';
import type { AdministratorRow } from '../../stores/audit/administrators.ts';
import { count } from '../../words/count.ts';
import { ChangeUsersDialog } from '../orders/ChangeUsersDialog.tsx';

/** What can be done with the chosen administrators: one plan for all of them. */
export function AdministratorBar({ chosen, onNone }: { chosen: AdministratorRow[]; onNone(): void }) {
  const [changing, setChanging] = useState(false);
  if (chosen.length === 0) return <Hints hints={hints} />;
  const sites = new Set(chosen.map(({ siteId }) => siteId)).size;
  return (
    <section className="action-bar" aria-label="Chosen administrators">
      <strong>{count(chosen.length, 'administrator')} chosen</strong>
      <span className="second">on {count(sites, 'site')}</span>
      <span className="grow" />
      <Button variant="default" onClick={onNone} rightSection={<Key>Esc</Key>}>
        Choose none
      </Button>
      <Button onClick={() => setChanging(true)}>Demote, block or delete…</Button>
      <ChangeUsersDialog users={chosen} opened={changing} onClose={() => setChanging(false)} />
    </section>
  );
}

const hints: [string, string][] = [
  ['j k', 'move'],
  ['x', 'choose'],
  ['Shift ↓', 'a range'],
  ['a', 'all shown'],
  ['/', 'filter'],
  ['Esc', 'back'],
];
