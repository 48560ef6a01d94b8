import { Button } from '@mantine/core';
import { useMemo } from 'react';
import { Figure, Figures } from '../../components/Figures.tsx';
import { Name, When } from '../../components/Said.tsx';
import { StateTile } from '../../components/StateMark.tsx';
import { go } from '../../stores/route.ts';
import { endPerson, planEnding } from '../../stores/sessions/ending.ts';
import { useFreshKnown } from '../../stores/sessions/fresh.ts';
import { type PersonSite, personOf, personOfRef } from '../../stores/sessions/person.ts';
import type { SessionTable } from '../../stores/sessions/table.ts';
import { narrow, useSessionView } from '../../stores/sessions/view.ts';
import { count, list, number } from '../../words/count.ts';
import { sayGroup } from '../../words/sessions.ts';
import { Sessions } from '../sessions/Sessions.tsx';
import './person.css';

/** The person whom a reference in the address means; where nobody is known by it, that is said, and where people are. */
export function PersonScreen({ of }: { of: string }) {
  const { table, version, reading } = useFreshKnown();
  // biome-ignore lint/correctness/useExhaustiveDependencies: a table that grows keeps its identity, the version tells
  const person = useMemo(() => table && personOfRef(table, of), [table, version, of]);
  if (table === null || person !== null) return <OnePerson person={person ?? of} />;
  if (reading !== null) return <p className="empty quiet">Reading the sessions that are known…</p>;
  return (
    <div className="empty-screen">
      <h2>Nobody is known by this link</h2>
      <p className="second">
        A link to a person holds no name, only the number of a user on one of your sites. No login of that user is known
        (any more).
      </p>
      <Button onClick={() => go({ screen: 'people', part: 'logins' })}>See all people</Button>
    </div>
  );
}

/** One person over all sites: one e-mail address, whatever the login is called there. */
function OnePerson({ person }: { person: string }) {
  return (
    <Sessions
      fixed={{ person }}
      by={null}
      canGroup={false}
      back={() => go({ screen: 'people', part: 'logins' })}
      head={({ table }, version) => <PersonHead table={table} version={version} person={person} />}
    />
  );
}

function PersonHead({ table, version, person }: { table: SessionTable; version: number; person: string }) {
  // biome-ignore lint/correctness/useExhaustiveDependencies: a table that grows keeps its identity, the version tells
  const found = useMemo(() => personOf(table, person), [table, version, person]);
  const { rows, sites, names, roles } = found;
  const there = sites.filter(({ logins }) => logins > 0);
  const title = `End all of this person’s ${count(rows.length, 'login')} on ${count(there.length, 'site')}…`;
  return (
    <div className="person-head">
      <div className="site-line">
        <div className="grow">
          <p className="site-sentence">
            <bdi>{names.length > 0 ? names.slice(0, 3).join(', ') : sayGroup('person', person)}</bdi>
          </p>
          <p className="second site-who">
            <bdi>{sayGroup('person', person)}</bdi>
            <bdi>{roles.length > 0 ? list(roles.slice(0, 6)) : 'no role'}</bdi>
          </p>
        </div>
        <Button disabled={rows.length === 0} onClick={() => end(table, person, rows)}>
          {title}
        </Button>
      </div>
      <Figures label="The person in figures">
        <Figure
          value={number(rows.length)}
          label="Stored logins"
          note={`on ${count(there.length, 'site')}${found.expired > 0 ? `; ${number(found.expired)} expired` : ''}`}
        />
        <Figure value={number(sites.length)} label="Sites that know them" />
        <Figure
          value={number(found.flagged)}
          label="Flagged"
          {...(found.flagged > 0 ? { tone: 'look' as const } : {})}
        />
        <Figure value={number(found.countries)} label="Countries" />
        <Figure value={<When at={found.latest} none="not known" />} label="Last login" />
      </Figures>
      <section className="person-sites" aria-label="Sites of this person">
        {there.map((site) => (
          <SiteTile key={site.site} {...site} />
        ))}
      </section>
    </div>
  );
}

function SiteTile({ site, logins, flagged, roles }: PersonSite) {
  const chosen = useSessionView((state) => state.filter.site === site);
  return (
    <button
      type="button"
      className="chip person-site"
      aria-pressed={chosen}
      onClick={() => narrow({ site: chosen ? null : site })}
    >
      <StateTile tone={flagged > 0 ? 'look' : 'unknown'} label={flagged > 0 ? 'flagged' : 'not flagged'} />
      <Name text={site} />
      <span className="quiet small person-site-said">
        {count(logins, 'login')}, <bdi>{roles.join(', ') || 'no role'}</bdi>
        {flagged > 0 && <span className="ink-look">, {number(flagged)} flagged</span>}
      </span>
    </button>
  );
}

function end(table: SessionTable, person: string, rows: Int32Array): void {
  const ending = endPerson(table, person, rows);
  if (ending) void planEnding(ending);
}
