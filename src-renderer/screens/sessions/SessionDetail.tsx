import type { ReactNode } from 'react';
import { When } from '../../components/Said.tsx';
import { StateMark } from '../../components/StateMark.tsx';
import { hrefOf } from '../../stores/route.ts';
import { personRef } from '../../stores/sessions/person.ts';
import type { SessionFacts } from '../../stores/sessions/table.ts';
import { narrow } from '../../stores/sessions/view.ts';
import { countryName } from '../../words/country.ts';
import { flagTitles, sayUser, toneOfFlag, worstFirst } from '../../words/sessions.ts';
import { exact } from '../../words/time.ts';

const unknown = <span className="quiet">not known</span>;
const said = (text: string | null | undefined, none = 'not known'): ReactNode =>
  text ? <bdi>{text}</bdi> : <span className="quiet">{none}</span>;

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="fact">
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

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
  if (!facts) return null;
  const { site, user, address, agent, flags } = facts;
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
        <Fact name="User">
          <bdi>{`${sayUser(facts)}, number ${user.userId}`}</bdi>
        </Fact>
        <Fact name="Name">{said(user.displayName)}</Fact>
        <Fact name="E-mail">{said(user.email)}</Fact>
        <Fact name="Roles">{said(user.roles.join(', '), 'none')}</Fact>
        <Fact name="Site">
          <a className="detail-link" href={hrefOf({ screen: 'site', name: site.site })}>
            <bdi>{site.site}</bdi>
          </a>
        </Fact>
        <Fact name="Client">{said(site.client, 'none')}</Fact>
        <Fact name="Logged in">
          <Moment at={facts.loginAt} />
        </Fact>
        <Fact name="Expires">
          <Moment at={facts.expiresAt} />
        </Fact>
        <Fact name="Last seen">
          <Moment at={facts.lastSeenAt} none="no plugin’s table tells" />
          {facts.lastSeenBy && <span className="quiet">, by {facts.lastSeenBy}</span>}
        </Fact>
        <Fact name="First known">
          <Moment at={facts.firstKnownAt} />
        </Fact>
        {facts.goneAt !== null && (
          <Fact name="Gone">
            <Moment at={facts.goneAt} />
          </Fact>
        )}
        <Fact name="Address">{address ? <bdi className="mono">{address.ip}</bdi> : unknown}</Fact>
        <Fact name="Country">
          {address?.country ? `${countryName(address.country)} (${address.country})` : unknown}
        </Fact>
        <Fact name="Network">{said(address?.network)}</Fact>
        {address?.office && <Fact name="Office">{said(address.office)}</Fact>}
        <Fact name="Browser">{said(agent?.browser)}</Fact>
        <Fact name="Device">{said(agent?.device)}</Fact>
        <Fact name="Agent">{agent?.userAgent ? <bdi className="small">{agent.userAgent}</bdi> : unknown}</Fact>
        <Fact name="Verifier">
          <span className="mono small">{facts.verifier}</span>
        </Fact>
      </dl>
      <div className="detail-ways">
        <a className="quiet-button" href={hrefOf({ screen: 'person', of: personRef(user) })}>
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
