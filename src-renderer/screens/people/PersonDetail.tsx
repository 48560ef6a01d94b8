import { useState } from 'react';
import type { PersonRow, PersonThere } from '../../../src-main/contract/people.ts';
import { StateMark } from '../../components/StateMark.tsx';
import { splitPerson } from '../../stores/people/load.ts';
import { personName, siteCount } from '../../stores/people/row.ts';
import { hrefOf } from '../../stores/route.ts';
import { count } from '../../words/count.ts';
import { plain } from '../../words/plain.ts';
import { OffboardDialog } from './OffboardDialog.tsx';

const mostSites = 200;

/** One person: where they are known, as what, and the way to end all of it. */
export function PersonDetail({ row }: { row: PersonRow | null }) {
  if (!row)
    return (
      <aside className="session-detail" aria-label="One person">
        <p className="quiet">Here stands where a person is known, as what, and with which keys. Move with j and k.</p>
      </aside>
    );
  return <OnePerson key={row.key} row={row} />;
}

function OnePerson({ row }: { row: PersonRow }) {
  const [leaving, setLeaving] = useState(false);
  const { emails, joined, sites } = row;
  const loggedIn = sites.find(({ sessions }) => (sessions ?? 0) > 0);
  return (
    <aside className="session-detail" aria-label="One person">
      <h2>
        <bdi>{plain(personName(row), 300)}</bdi>
      </h2>
      {emails.map((email) => (
        <bdi key={email} className="second block">
          {plain(email, 300)}
        </bdi>
      ))}
      {emails.length === 0 && <p className="quiet">No e-mail address.</p>}
      <div className="detail-ways group-ways">
        {emails.length > 0 && (
          <button type="button" className="quiet-button" onClick={() => setLeaving(true)}>
            Offboard…
          </button>
        )}
        {loggedIn && (
          <a className="quiet-button" href={hrefOf({ screen: 'person', of: `${loggedIn.siteId}/${loggedIn.userId}` })}>
            Logins
          </a>
        )}
        {joined && (
          <button type="button" className="quiet-button" onClick={() => void splitPerson(emails)}>
            Take the addresses apart
          </button>
        )}
      </div>
      <h3 className="person-there-title">Known on {count(siteCount(row), 'site')}</h3>
      <ul className="person-there">
        {sites.slice(0, mostSites).map((there) => (
          <There key={`${there.siteId}/${there.userId}`} there={there} />
        ))}
      </ul>
      {sites.length > mostSites && <p className="quiet">and {sites.length - mostSites} more</p>}
      <OffboardDialog row={row} opened={leaving} onClose={() => setLeaving(false)} />
    </aside>
  );
}

function There({ there }: { there: PersonThere }) {
  const { sessions, applicationPasswords, keys } = there;
  const has = [
    ...(sessions ? [count(sessions, 'login')] : []),
    ...(applicationPasswords ? [count(applicationPasswords, 'application password')] : []),
    ...(keys ? [count(keys, 'API key')] : []),
  ];
  return (
    <li>
      <a className="detail-link" href={hrefOf({ screen: 'site', name: there.site, tab: 'people' })}>
        <bdi>{there.site}</bdi>
      </a>{' '}
      <span className="second">
        as <bdi>{plain(there.user, 100)}</bdi>, <bdi>{plain(there.roles.join(', ') || 'no role', 200)}</bdi>
      </span>
      {there.administrator && (
        <span className="block">
          {there.approved ? (
            <StateMark tone="proven" word="Administrator, approved" />
          ) : (
            <StateMark tone="look" word="Administrator, approved by nobody" />
          )}
        </span>
      )}
      {has.length > 0 && <span className="quiet block">{has.join(', ')}</span>}
    </li>
  );
}
