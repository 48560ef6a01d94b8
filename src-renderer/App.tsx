import { Frame } from './components/Frame.tsx';
import { AccessScreen } from './screens/access/AccessScreen.tsx';
import { AuditScreen } from './screens/audit/AuditScreen.tsx';
import { BringScreen } from './screens/bring/BringScreen.tsx';
import { FleetScreen } from './screens/fleet/FleetScreen.tsx';
import { IncidentScreen } from './screens/incident/IncidentScreen.tsx';
import { IncidentsScreen } from './screens/incidents/IncidentsScreen.tsx';
import { PeopleScreen } from './screens/people/PeopleScreen.tsx';
import { PersonScreen } from './screens/person/PersonScreen.tsx';
import { PlanScreen } from './screens/plan/PlanScreen.tsx';
import { RunScreen } from './screens/run/RunScreen.tsx';
import { RunsScreen } from './screens/runs/RunsScreen.tsx';
import { SessionsScreen } from './screens/sessions/SessionsScreen.tsx';
import { SettingsScreen } from './screens/settings/SettingsScreen.tsx';
import { SiteScreen } from './screens/site/SiteScreen.tsx';
import { Connecting } from './screens/unlock/Connecting.tsx';
import { Damaged } from './screens/unlock/Damaged.tsx';
import { MakeVault } from './screens/unlock/MakeVault.tsx';
import { Unlock } from './screens/unlock/Unlock.tsx';
import { useFleet } from './stores/fleet.ts';
import { seriesOf } from './stores/plan-series.ts';
import { useRoute } from './stores/route.ts';

/** Behind the vault's door everything, before it nothing but the door. */
export function App() {
  const vault = useFleet((state) => state.vault);
  if (vault === null) return <Connecting />;
  if (vault.state === 'absent') return <MakeVault vault={vault} />;
  if (vault.state === 'damaged') return <Damaged vault={vault} />;
  if (vault.state === 'locked') return <Unlock vault={vault} />;
  return (
    <Frame>
      <Screen />
    </Frame>
  );
}

function Screen() {
  const route = useRoute();
  switch (route.screen) {
    case 'fleet':
      return <FleetScreen />;
    case 'bring':
      return <BringScreen />;
    case 'access':
      return <AccessScreen />;
    case 'plan':
      return <PlanScreen key={seriesOf(route.run)} id={route.run} />;
    case 'run':
      return <RunScreen key={route.run} id={route.run} />;
    case 'runs':
      return <RunsScreen />;
    case 'site':
      return <SiteScreen key={route.name} name={route.name} tab={route.tab ?? 'overview'} />;
    case 'sessions':
      return <SessionsScreen key="sessions" query={route.query ?? null} group={null} />;
    case 'audit':
      return <AuditScreen part={route.part ?? 'findings'} query={route.query ?? null} />;
    case 'incidents':
      return <IncidentsScreen />;
    case 'incident':
      return <IncidentScreen key={route.id} id={route.id} step={route.step ?? null} />;
    case 'people':
      return <PeopleScreen part={route.part ?? 'everybody'} />;
    case 'person':
      return <PersonScreen key={route.of} of={route.of} />;
    case 'settings':
      return <SettingsScreen />;
  }
}
