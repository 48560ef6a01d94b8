import { useKeys } from '../../components/keys.ts';
import { Tabs } from '../../components/Tabs.tsx';
import { useEntries } from '../../stores/entries.ts';
import { go, hrefOf, type SiteTab, siteTabs } from '../../stores/route.ts';
import { Administrators } from '../audit/Administrators.tsx';
import { Findings } from '../audit/Findings.tsx';
import { Sessions } from '../sessions/Sessions.tsx';
import { Facts } from './Facts.tsx';
import { Salts } from './Salts.tsx';
import { SiteHead } from './SiteHead.tsx';
import { SiteIncidents } from './SiteIncidents.tsx';
import { SiteRuns } from './SiteRuns.tsx';
import './site.css';

/** One site: every action here is the fleet's, with this one chosen. */
export function SiteScreen({ name, tab }: { name: string; tab: 'overview' | SiteTab }) {
  const entries = useEntries();
  const toFleet = (): void => go({ screen: 'fleet' });
  useKeys({ escape: tab === 'overview' ? toFleet : undefined });
  const entry = [...entries.values()].find((each) => each.name === name);
  if (!entry) {
    return (
      <div className="empty-screen">
        <h2>There is no site of that name</h2>
        <p className="second">
          <bdi>{name}</bdi> is not in the fleet. It may have been removed or been given another name.
        </p>
        <button type="button" className="quiet-button" onClick={() => go({ screen: 'fleet' })}>
          Go to the fleet
        </button>
      </div>
    );
  }
  const seen = entry.row.inspection;
  if (tab !== 'overview') {
    return (
      <>
        <SiteTabs name={name} tab={tab} />
        {tab === 'sessions' && <Sessions fixed={{ site: name }} by={null} canGroup={false} back={toFleet} />}
        {tab === 'findings' && <Findings only={name} back={toFleet} />}
        {tab === 'checklist' && <SiteIncidents siteId={entry.id} name={name} back={toFleet} />}
        {tab === 'people' && <Administrators only={name} back={toFleet} />}
      </>
    );
  }
  return (
    <>
      <SiteTabs name={name} tab={tab} />
      <SiteHead entry={entry} />
      <div className="site">
        {seen ? (
          <>
            <Salts inspection={seen} changedAt={entry.row.saltsChangedAt} />
            <Facts inspection={seen} />
          </>
        ) : (
          <section className="panel site-part">
            <h2>Not inspected yet</h2>
            <p className="second">
              Here its salts will stand with where each comes from, its WordPress, its caches and its logins. Inspect
              it; that changes nothing.
            </p>
          </section>
        )}
        <SiteRuns row={entry.row} test={entry.test} />
      </div>
    </>
  );
}

const tabTitles: Record<SiteTab, string> = {
  ...{ sessions: 'Sessions', people: 'People', findings: 'Findings', checklist: 'Checklist' },
};

function SiteTabs({ name, tab }: { name: string; tab: 'overview' | SiteTab }) {
  return (
    <Tabs
      label="Parts of this site"
      at={tab}
      tabs={[
        { key: 'overview', title: 'Overview', href: hrefOf({ screen: 'site', name }) },
        ...siteTabs.map((key) => ({ key, title: tabTitles[key], href: hrefOf({ screen: 'site', name, tab: key }) })),
      ]}
    />
  );
}
