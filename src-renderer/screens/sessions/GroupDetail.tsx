import { When } from '../../components/Said.tsx';
import { hrefOf } from '../../stores/route.ts';
import { type Grouping, type Groups, tallier } from '../../stores/sessions/groups.ts';
import { refOfPerson } from '../../stores/sessions/person.ts';
import { isoOf, type SessionTable } from '../../stores/sessions/table.ts';
import { narrow, useSessionView } from '../../stores/sessions/view.ts';
import { capital, count } from '../../words/count.ts';
import { sayGroup } from '../../words/sessions.ts';

interface GroupDetailProps {
  table: SessionTable;
  groups: Groups | null;
  by: Grouping | null;
  current: string | null;
}

const sayPerson = (logins: number, sites: number): string =>
  logins === 0
    ? 'This person is not logged in anywhere.'
    : `This person is logged in on ${count(sites, 'site')}, ${count(logins, 'time')} in all.`;

/** What the sessions of a group come to, and the way to them; a hint where nothing is pointed at. */
export function GroupDetail({ table, groups, by, current }: GroupDetailProps) {
  const group = current?.startsWith('g') ? groups?.at(groups.placeOf(current.slice(1))) : undefined;
  if (!group || by === null) {
    return (
      <aside className="session-detail" aria-label="One session">
        <p className="quiet">Here stands everything that is known of one login. Move with j and k.</p>
      </aside>
    );
  }
  const { key, rows, people, sites, flagged, latest } = group;
  const live = Int32Array.from(rows).filter((row) => table.expired.values[row] !== 1);
  const person = by === 'person' ? refOfPerson(table, key) : null;
  const only = (): void => {
    useSessionView.setState({ group: null });
    narrow({ [by]: key });
  };
  return (
    <aside className="session-detail" aria-label="One group">
      <h2>
        <bdi>{sayGroup(by, key)}</bdi>
      </h2>
      <p>
        {by === 'person'
          ? sayPerson(live.length, tallier(table)(live).sites)
          : `${capital(count(rows.length, 'login'))} of ${count(people, 'person', 'people')} on ${count(sites, 'site')}.`}
      </p>
      {live.length < rows.length && (
        <p className="second">
          {capital(count(rows.length - live.length, 'login'))} stored there let nobody in any more: expired.
        </p>
      )}
      <p className="second">
        {flagged > 0 ? `${capital(count(flagged, 'login'))} with a flag. ` : ''}Last login{' '}
        <When at={isoOf(latest)} none="not known" />.
      </p>
      <div className="detail-ways group-ways">
        {person && (
          <a className="quiet-button" href={hrefOf({ screen: 'person', of: person })}>
            Open this person
          </a>
        )}
        {by === 'site' && (
          <a className="quiet-button" href={hrefOf({ screen: 'site', name: key, tab: 'sessions' })}>
            Open this site
          </a>
        )}
        {(by === 'country' || by === 'address') && (
          <button type="button" className="quiet-button" onClick={only}>
            Only these
          </button>
        )}
      </div>
    </aside>
  );
}
