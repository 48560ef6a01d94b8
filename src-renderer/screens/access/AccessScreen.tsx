import { useKeys } from '../../components/keys.ts';
import { testSites, useAccess } from '../../stores/access.ts';
import { useFleet } from '../../stores/fleet.ts';
import { go } from '../../stores/route.ts';
import { AccessList } from './AccessList.tsx';

/** Which sites can be reached, with the host keys that answered. */
export function AccessScreen() {
  const names = useAccess((state) => state.names);
  const sites = useFleet((state) => state.sites);
  useKeys({ escape: () => go({ screen: 'fleet' }) });
  if (names.length > 0) return <AccessList />;
  const all = [...sites.values()].map((row) => row.site.name);
  return (
    <div className="empty-screen">
      <h2>No access tested yet</h2>
      <p className="second">
        Here each site stands with how it was reached and the fingerprint of its server’s host key. Choose sites in the
        fleet, or test all of them.
      </p>
      <button type="button" className="quiet-button" disabled={all.length === 0} onClick={() => void testSites(all)}>
        Test all {all.length}
      </button>
    </div>
  );
}
