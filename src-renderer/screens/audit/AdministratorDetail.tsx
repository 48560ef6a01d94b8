import { useState } from 'react';
import { StateMark } from '../../components/StateMark.tsx';
import type { AdministratorRow } from '../../stores/audit/administrators.ts';
import { hrefOf } from '../../stores/route.ts';
import { plain } from '../../words/plain.ts';
import { ChangeUsersDialog } from '../orders/ChangeUsersDialog.tsx';
import { ApproveAdministrator } from './ApproveAdministrator.tsx';
import { Fact } from './FindingDetail.tsx';

/** One administrator of one site: how, and whether anybody said that they should be. */
export function AdministratorDetail({ row }: { row: AdministratorRow | null }) {
  if (!row)
    return (
      <aside className="session-detail" aria-label="One administrator">
        <p className="quiet">
          Here stands how somebody is an administrator, and what can be done about it. Move with j and k.
        </p>
      </aside>
    );
  return (
    <aside className="session-detail" aria-label="One administrator">
      <h2>
        <bdi>{plain(row.user, 200)}</bdi> <span className="second">on</span> <bdi>{row.site}</bdi>
      </h2>
      <p className="detail-marks">
        {row.approved ? (
          <StateMark tone="proven" word="Approved" />
        ) : (
          <StateMark tone="look" word="Not approved by anybody" />
        )}
      </p>
      <dl className="detail-facts">
        <Fact name="User">
          <bdi>{plain(row.user, 200)}</bdi>, number {row.userId}
        </Fact>
        <Fact name="E-mail">
          {row.email === '' ? <span className="quiet">none</span> : <bdi>{plain(row.email, 300)}</bdi>}
        </Fact>
        <Fact name="Site">
          <a className="detail-link" href={hrefOf({ screen: 'site', name: row.site })}>
            <bdi>{row.site}</bdi>
          </a>
        </Fact>
        <Fact name="How">
          {row.how.map((how) => (
            <bdi key={how} className="block">
              {plain(how, 500)}
            </bdi>
          ))}
        </Fact>
      </dl>
      <Ways key={row.key} row={row} />
    </aside>
  );
}

/** What can be done about an administrator. */
function Ways({ row }: { row: AdministratorRow }) {
  const [approving, setApproving] = useState(false);
  const [changing, setChanging] = useState(false);
  return (
    <div className="closing">
      <div className="detail-ways">
        <button type="button" className="quiet-button" onClick={() => setChanging(true)}>
          Demote, block or delete…
        </button>
        {!row.approved && (
          <button type="button" className="quiet-button" onClick={() => setApproving(true)}>
            Approve…
          </button>
        )}
      </div>
      <ChangeUsersDialog users={[row]} opened={changing} onClose={() => setChanging(false)} />
      <ApproveAdministrator row={row} opened={approving} onClose={() => setApproving(false)} />
    </div>
  );
}
