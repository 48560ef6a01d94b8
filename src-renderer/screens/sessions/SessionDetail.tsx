import type { ReactNode } from 'react';
import { When } from '../../components/Said.tsx';
import { StateMark } from '../../components/StateMark.tsx';
import { hrefOf } from '../../stores/route.ts';
import { personKey, type SessionFacts } from '../../stores/sessions/table.ts';
import { narrow } from '../../stores/sessions/view.ts';
import { countryName } from '../../words/country.ts';
import { flagTitles, sayUser, toneOfFlag, worstFirst } from '../../words/sessions.ts';
import { exact } from '../../words/time.ts';

const unknown = <span className="quiet">not known</span>;
const said = (text: string | null | undefined): ReactNode => (text ? <bdi>{text}</bdi> : unknown);

function Moment({ at, none }: { at: string | null; none?: string }) {
  if (at === null) return <span className="quiet">{none ?? 'not known'}</span>;
  return (
    <>
      {exact(at)}
      {Date.parse(at) <= Date.now() && (
        <span className="quiet">
          {' '}
          (<When at={at} />)
        </span>
      )}
    </>
  );
}

/** Everything that is known of one session, with exact times and every flag's reason. */
export function SessionDetail({ facts }: { facts: SessionFacts | null }) {
  if (!facts) {
    return (
      <aside className="session-detail" aria-label="One session">
        <p className="quiet">Here stands everything that is known of one login. Move with j and k.</p>
      </aside>
    );
  }
  const { site, user, address, agent, flags } = facts;
  const list: [string, ReactNode][] = [
    ['User', <bdi key="user">{`${sayUser(facts)}, number ${user.userId}`}</bdi>],
    ['Name', said(user.displayName)],
    ['E-mail', said(user.email)],
    ['Roles', user.roles.length > 0 ? said(user.roles.join(', ')) : <span className="quiet">none</span>],
    [
      'Site',
      <a key="site" className="detail-link" href={hrefOf({ screen: 'site', name: site.site })}>
        <bdi>{site.site}</bdi>
      </a>,
    ],
    ['Client', site.client === null ? <span className="quiet">none</span> : said(site.client)],
    ['Logged in', <Moment key="login" at={facts.loginAt} />],
    ['Expires', <Moment key="expires" at={facts.expiresAt} />],
    ['Last seen', <Moment key="seen" at={facts.lastSeenAt} none="no plugin on the site tells" />],
    ['First known', <Moment key="first" at={facts.firstKnownAt} />],
    ...(facts.goneAt === null ? [] : ([['Gone', <Moment key="gone" at={facts.goneAt} />]] as [string, ReactNode][])),
    ['Address', address ? <bdi className="mono">{address.ip}</bdi> : unknown],
    ['Country', address?.country ? `${countryName(address.country)} (${address.country})` : unknown],
    ['Network', said(address?.network)],
    ...(address?.office ? ([['Office', said(address.office)]] as [string, ReactNode][]) : []),
    ['Browser', said(agent?.browser)],
    ['Device', said(agent?.device)],
    ['Agent', agent?.userAgent ? <bdi className="small">{agent.userAgent}</bdi> : unknown],
    [
      'Verifier',
      <span key="verifier" className="mono small">
        {facts.verifier}
      </span>,
    ],
  ];
  return (
    <aside className="session-detail" aria-label="One session">
      <h2>
        <bdi>{sayUser(facts)}</bdi> <span className="second">on</span> <bdi>{site.site}</bdi>
      </h2>
      {flags.length > 0 && (
        <ul className="detail-flags">
          {worstFirst(flags).map(({ flag, reason }) => (
            <li key={flag}>
              <StateMark tone={toneOfFlag(flag)} word={flagTitles[flag]} />
              <bdi className="second block">{reason}</bdi>
            </li>
          ))}
        </ul>
      )}
      {facts.goneAt !== null && <p className="ink-proven">This login is gone.</p>}
      <dl className="detail-facts">
        {list.map(([name, value]) => (
          <div key={name} className="fact">
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <div className="detail-ways">
        <a className="quiet-button" href={hrefOf({ screen: 'person', person: personKey(user) })}>
          All of this person
        </a>
        {address && (
          <button type="button" className="quiet-button" onClick={() => narrow({ address: address.ip })}>
            All from this address
          </button>
        )}
      </div>
    </aside>
  );
}
