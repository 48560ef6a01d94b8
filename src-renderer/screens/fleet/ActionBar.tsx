import { Button, Menu } from '@mantine/core';
import { useState } from 'react';
import { Hints } from '../../components/Hints.tsx';
import { testSites } from '../../stores/access.ts';
import { audit } from '../../stores/audit/look.ts';
import { inspect, plan } from '../../stores/calls.ts';
import type { Entry } from '../../stores/entries.ts';
import { go } from '../../stores/route.ts';
import { choose } from '../../stores/view.ts';
import { count, number } from '../../words/count.ts';
import { loggedIn } from '../../words/logins.ts';
import { OpenIncident } from '../incidents/OpenIncident.tsx';
import { MoreOrders } from '../orders/MoreOrders.tsx';

/** What can be done with the chosen sites. Its room is always there, so that choosing moves nothing. */
export function ActionBar({ chosen, hidden }: { chosen: Entry[]; hidden: number }) {
  const [opening, setOpening] = useState(false);
  if (chosen.length === 0) return <Hints hints={hints} />;
  const sites = chosen.map(({ name }) => name);
  const logins = chosen.reduce((sum, { row }) => sum + (row.inspection ? loggedIn(row.inspection.sessions) : 0), 0);
  const test = (): void => {
    go({ screen: 'access' });
    void testSites(sites);
  };
  return (
    <section className="action-bar" aria-label="Chosen sites">
      <strong>{count(chosen.length, 'site')} chosen</strong>
      <span className="second">
        {count(logins, 'login')} when last seen
        {hidden > 0 && <span className="ink-look">, {number(hidden)} not shown by the filter</span>}
      </span>
      <span className="grow" />
      <Button variant="default" onClick={() => choose([])}>
        Choose none
      </Button>
      <MoreOrders sites={sites}>
        <Menu.Item onClick={test}>Test access</Menu.Item>
      </MoreOrders>
      <Button variant="default" onClick={() => void inspect({ sites })}>
        Inspect
      </Button>
      <Button variant="default" onClick={() => audit(sites)}>
        Audit
      </Button>
      <Button variant="default" onClick={() => setOpening(true)}>
        Open incident…
      </Button>
      <Button onClick={() => void plan('FleetLogout', { sites })}>Log everyone out…</Button>
      <OpenIncident sites={sites} opened={opening} onClose={() => setOpening(false)} />
    </section>
  );
}

const hints: [string, string][] = [
  ['j k', 'move'],
  ['x', 'choose'],
  ['Shift ↓', 'choose a range'],
  ['a', 'choose all shown'],
  ['Enter', 'open'],
  ['/', 'filter'],
  ['Esc', 'back'],
];
