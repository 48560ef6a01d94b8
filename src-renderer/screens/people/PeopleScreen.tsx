import { useMemo, useState } from 'react';
import type { PersonRow } from '../../../src-main/contract/people.ts';
import { FailureNote } from '../../components/FailureNote.tsx';
import { FilterText } from '../../components/FilterText.tsx';
import { Grid } from '../../components/Grid.tsx';
import { useKeys } from '../../components/keys.ts';
import { StateTile } from '../../components/StateMark.tsx';
import { Tabs } from '../../components/Tabs.tsx';
import { audit } from '../../stores/audit/look.ts';
import { readPeople, useFreshPeople } from '../../stores/people/load.ts';
import { personText } from '../../stores/people/row.ts';
import { go, hrefOf } from '../../stores/route.ts';
import { count } from '../../words/count.ts';
import { SessionsScreen } from '../sessions/SessionsScreen.tsx';
import { peopleColumns } from './columns.tsx';
import { PeopleBar } from './PeopleBar.tsx';
import { PersonDetail } from './PersonDetail.tsx';
import '../sessions/sessions.css';
import '../audit/audit.css';

/** Everybody who is known on any site: one row per person; or who is logged in, by person. */
export function PeopleScreen({ part }: { part: 'everybody' | 'logins' }) {
  return (
    <>
      <Tabs
        label="Parts of the people"
        at={part}
        tabs={[
          { key: 'everybody', title: 'Everybody', href: hrefOf({ screen: 'people' }) },
          { key: 'logins', title: 'Logged in', href: hrefOf({ screen: 'people', part: 'logins' }) },
        ]}
      />
      {part === 'logins' ? <SessionsScreen key="people" query={null} group="person" /> : <Everybody />}
    </>
  );
}

const idOf = ({ key }: PersonRow): string => key;

function Everybody() {
  const { people, unknown, failure } = useFreshPeople();
  const [text, setText] = useState('');
  const [current, setCurrent] = useState<string | null>(null);
  const [chosen, setChosen] = useState<string[]>([]);
  const texts = useMemo(() => new Map((people ?? []).map((row) => [row.key, personText(row)])), [people]);
  const rows = useMemo(() => {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    return (people ?? []).filter(({ key }) => words.every((word) => texts.get(key)?.includes(word)));
  }, [people, texts, text]);
  useKeys({ escape: () => (chosen.length > 0 ? setChosen([]) : go({ screen: 'fleet' })) });
  if (people === null && failure === null) return <p className="empty quiet">Reading who is known…</p>;
  const at = rows.find(({ key }) => key === current) ?? null;
  return (
    <>
      {failure && (
        <FailureNote failure={failure} doing="read who is known">
          <button type="button" className="quiet-button" onClick={() => void readPeople()}>
            Read again
          </button>
        </FailureNote>
      )}
      {unknown.length > 0 && (
        <p className="known-note">
          <StateTile tone="unknown" />
          <span className="grow">
            {count(unknown.length, 'site')} never audited: administrators and keys there are not in this list.
          </span>
          <button type="button" className="quiet-button" onClick={() => audit(unknown)}>
            Audit {count(unknown.length, 'site')}
          </button>
        </p>
      )}
      <search className="fleet-filter session-search" aria-label="Filter the people">
        <FilterText
          placeholder="Name, e-mail, login, site, role"
          value={text}
          onChange={setText}
          className="session-text"
        />
        <span className="quiet shown-count" aria-live="polite">
          {count(rows.length, 'person', 'people')} shown
        </span>
      </search>
      <div className="sessions people">
        <div className="sessions-list">
          <Grid
            label="People"
            rows={rows}
            idOf={idOf}
            columns={peopleColumns}
            current={current}
            onCurrent={setCurrent}
            selection={chosen}
            onSelection={setChosen}
          >
            <p className="empty quiet">
              {people?.length === 0
                ? 'Nobody is known yet. An audit tells who is an administrator and who has keys, a look at the sessions who is logged in.'
                : 'Nobody matches this filter.'}
            </p>
          </Grid>
        </div>
        <PersonDetail row={at} />
      </div>
      <PeopleBar chosen={(people ?? []).filter(({ key }) => chosen.includes(key))} onNone={() => setChosen([])} />
    </>
  );
}
