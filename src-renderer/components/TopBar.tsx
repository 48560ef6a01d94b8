import { Tooltip } from '@mantine/core';
import { lockVault } from '../stores/calls.ts';
import { runInWork, useFleet } from '../stores/fleet.ts';
import { useKnownIncident } from '../stores/incidents/incident.ts';
import { hrefOf, type Route, useRoute } from '../stores/route.ts';
import { useKnown } from '../stores/sessions/load.ts';
import { personOfRef } from '../stores/sessions/person.ts';
import { operationTitle } from '../words/operation.ts';
import { failures } from '../words/run.ts';
import { sayGroup } from '../words/sessions.ts';
import { BackToIncident } from './BackToIncident.tsx';
import { openPalette } from './Palette.tsx';
import { Key } from './Said.tsx';
import { StateTile } from './StateMark.tsx';

const titles: Record<Exclude<Route['screen'], 'site' | 'person' | 'incident'>, string> = {
  fleet: 'Fleet',
  sessions: 'Sessions',
  people: 'People',
  audit: 'Audit',
  incidents: 'Incidents',
  bring: 'Bring your sites',
  access: 'Access and host keys',
  plan: 'Plan',
  run: 'Run',
  runs: 'Runs',
  settings: 'Settings',
};

/** Where you are, the way to everything, the run in work, the vault. */
export function TopBar() {
  const route = useRoute();
  return (
    <header className="top">
      <h1 className="top-title">
        <Where route={route} />
      </h1>
      <BackToIncident at={route.screen} />
      <button type="button" className="top-search" onClick={openPalette}>
        <span>Search or do</span> <Key>Ctrl K</Key>
      </button>
      <RunInWork />
      <Vault />
    </header>
  );
}

function Where({ route }: { route: Route }) {
  if (route.screen === 'site') return <bdi>{route.name}</bdi>;
  if (route.screen === 'incident') return <Which id={route.id} />;
  return route.screen === 'person' ? <Whom of={route.of} /> : titles[route.screen];
}

function Whom({ of }: { of: string }) {
  const { table } = useKnown();
  const person = table && personOfRef(table, of);
  return person === null ? 'Person' : <bdi>{sayGroup('person', person)}</bdi>;
}

function Which({ id }: { id: string }) {
  const incident = useKnownIncident(id);
  return incident === null ? 'Incident' : <bdi>{incident.name}</bdi>;
}

function RunInWork() {
  const run = useFleet((state) => runInWork(state.runs));
  if (!run) return null;
  const done = run.count - run.waiting - run.working;
  const failed = failures(run.totals);
  return (
    <a className="top-run" href={hrefOf({ screen: run.dryRun ? 'plan' : 'run', run: run.id })}>
      <StateTile tone="work" />
      <span>
        {run.dryRun ? 'Looking' : operationTitle(run.operation)}: {done} of {run.count}
        {failed > 0 && <span className="ink-danger">, {failed} did not go</span>}
      </span>
      <progress value={done} max={run.count} aria-hidden="true" />
    </a>
  );
}

function Vault() {
  const vault = useFleet((state) => state.vault);
  if (!vault) return null;
  return (
    <div className="top-vault">
      <svg viewBox="0 0 14 14" aria-hidden="true">
        <path
          d={
            vault.state === 'unlocked' ? 'M2 6h10v7H2z M4 6V4a3 3 0 0 1 5.7-1.3' : 'M2 6h10v7H2z M4 6V4a3 3 0 0 1 6 0v2'
          }
        />
      </svg>
      <span>Vault {vault.state}</span>
      <Tooltip label="Nobody can reach a site from here until it is unlocked again">
        <button type="button" className="quiet-button" onClick={() => void lockVault()}>
          Lock
        </button>
      </Tooltip>
    </div>
  );
}
