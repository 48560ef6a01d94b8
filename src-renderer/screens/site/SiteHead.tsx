import { Button, Menu, Modal } from '@mantine/core';
import { useState } from 'react';
import type { Inspection } from '../../../src-main/contract/inspection.ts';
import { api } from '../../api.ts';
import { Figure, Figures } from '../../components/Figures.tsx';
import { When } from '../../components/Said.tsx';
import { StateMark } from '../../components/StateMark.tsx';
import { testSites } from '../../stores/access.ts';
import { audit } from '../../stores/audit/look.ts';
import { ask, inspect, plan } from '../../stores/calls.ts';
import type { Entry } from '../../stores/entries.ts';
import { doNext } from '../../stores/next-action.ts';
import { go, onward } from '../../stores/route.ts';
import { sayAccess } from '../../words/access.ts';
import { count, number } from '../../words/count.ts';
import { nextActionLabels } from '../../words/failure.ts';
import { expiredOf, loggedIn } from '../../words/logins.ts';
import { OpenIncident } from '../incidents/OpenIncident.tsx';
import { MoreOrders } from '../orders/MoreOrders.tsx';

const known = (value: number | null | undefined): string =>
  value === null || value === undefined ? '–' : number(value);

function sayRest(sessions: Inspection['sessions']): string {
  const { people, live } = sessions;
  const expired = expiredOf(sessions);
  const of = `of ${count(live?.people ?? people, 'person', 'people')}`;
  return live === null ? `${of}, expired ones too` : `${of}${expired > 0 ? `; ${number(expired)} more expired` : ''}`;
}

/** Who it is, how it stands in one sentence, and what can be done with it. */
export function SiteHead({ entry }: { entry: Entry }) {
  const { site, ...row } = { ...entry.row, site: entry.row.site };
  const seen = row.inspection;
  const { tone, word, loud, sentence, next } = entry.state;
  return (
    <div className="site-head">
      <div className="site-line">
        <div className="grow">
          <p className="site-sentence">
            <StateMark tone={tone} word={word} loud={loud ?? false} /> <bdi>{sentence}</bdi>{' '}
            {next && (
              <button
                type="button"
                className="quiet-button"
                onClick={() => void doNext(next, site.name, row.lastRun?.runId ?? null)}
              >
                {nextActionLabels[next]}
              </button>
            )}
          </p>
          <p className="second site-who">
            {site.url !== null && <bdi>{site.url}</bdi>}
            {site.client !== null && <bdi>{site.client}</bdi>}
            {site.tags.length > 0 && <bdi>{site.tags.join(', ')}</bdi>}
            <bdi>{sayAccess(site)}</bdi>
          </p>
        </div>
        <SiteActions name={site.name} />
      </div>
      <Figures label="The site in figures">
        <Figure
          value={known(seen && loggedIn(seen.sessions))}
          label={seen && seen.sessions.live === null ? 'Stored logins' : 'Live logins'}
          note={seen ? sayRest(seen.sessions) : 'not inspected'}
        />
        <Figure
          value={known(seen?.administrators)}
          label="Administrators"
          note={seen?.users ? `of ${known(seen.users)} users` : ''}
        />
        <Figure value={known(seen?.editingNow)} label="Editing when seen" />
        <Figure value={<When at={row.saltsChangedAt} none="never" />} label="Salts changed" />
        <Figure value={<When at={seen?.at ?? null} none="not yet" />} label="Last seen" />
      </Figures>
    </div>
  );
}

function SiteActions({ name }: { name: string }) {
  const [removing, setRemoving] = useState(false);
  const [opening, setOpening] = useState(false);
  const select = { sites: [name] };
  const test = (): void => {
    go({ screen: 'access' });
    void testSites([name]);
  };
  const remove = async (): Promise<void> => {
    const lead = onward();
    setRemoving(false);
    if (await ask('remove the site', () => api.sites.remove.mutate({ select }))) lead({ screen: 'fleet' });
  };
  return (
    <div className="row">
      <MoreOrders sites={[name]}>
        <Menu.Item onClick={() => void plan('RotateSalts', select)}>Rotate salts only…</Menu.Item>
        <Menu.Item onClick={() => void plan('EndSessions', select)}>End sessions only…</Menu.Item>
        <Menu.Divider />
        <Menu.Item onClick={() => setOpening(true)}>Open an incident…</Menu.Item>
        <Menu.Divider />
        <Menu.Item onClick={() => setRemoving(true)}>Remove from Resalt…</Menu.Item>
      </MoreOrders>
      <Button variant="default" onClick={test}>
        Test access
      </Button>
      <Button variant="default" onClick={() => void inspect(select)}>
        Inspect
      </Button>
      <Button variant="default" onClick={() => audit([name])}>
        Audit
      </Button>
      <Button onClick={() => void plan('FleetLogout', select)}>Log everyone out…</Button>
      <OpenIncident sites={[name]} opened={opening} onClose={() => setOpening(false)} />
      <Modal opened={removing} onClose={() => setRemoving(false)} title="Remove the site from Resalt" size={440}>
        <div className="dialog">
          <p>
            <bdi className="strong">{name}</bdi> leaves the fleet and its keys and passwords leave the vault. The site
            itself is not touched.
          </p>
          <div className="dialog-buttons">
            <Button variant="default" onClick={() => setRemoving(false)}>
              Keep it
            </Button>
            <Button color="red" onClick={() => void remove()}>
              Remove it
            </Button>
          </div>
        </div>
      </Modal>
    </div>
  );
}
