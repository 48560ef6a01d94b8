import { Button } from '@mantine/core';
import { useMemo } from 'react';
import { inspect } from '../../stores/calls.ts';
import { go } from '../../stores/route.ts';
import { asking, noFilter, type SessionFilter } from '../../stores/sessions/filter.ts';
import type { useFreshKnown } from '../../stores/sessions/fresh.ts';
import type { Shown } from '../../stores/sessions/shown.ts';
import { countWithout } from '../../stores/sessions/sieve.ts';
import type { SessionTable as Table } from '../../stores/sessions/table.ts';
import { narrow } from '../../stores/sessions/view.ts';
import { capital, count } from '../../words/count.ts';
import { sayPart } from '../../words/sessions.ts';
import { HowKnown } from './Known.tsx';

/** Nothing can be known before there is a site. */
export function NoSites() {
  return (
    <div className="empty-screen">
      <h2>No sites yet</h2>
      <p className="second">
        Here every login of every site will stand, to be judged and ended. Bring your sites first.
      </p>
      <Button onClick={() => go({ screen: 'bring' })}>Bring your sites</Button>
    </div>
  );
}

/** Nothing is known, and how to change that. */
export function NeverLooked({ table, only }: { table: Table; only: string | null }) {
  const sites = only === null ? table.sites.map(({ site }) => site) : [only];
  return (
    <div className="empty-screen">
      <h2>Nobody has looked yet</h2>
      <p className="second">
        Here every login of {only === null ? 'the fleet' : 'this site'} will stand: who, from where, on what, since
        when. Looking changes nothing on {only === null ? 'a' : 'the'} site.
      </p>
      <Button onClick={() => void inspect(only === null ? { all: true } : { sites })}>
        Look at {count(sites.length, 'site')}
      </Button>
    </div>
  );
}

/** What is known could not be read. */
export function Unreadable({ known }: { known: ReturnType<typeof useFreshKnown> }) {
  return <HowKnown known={known} sites={[]} />;
}

/** Says which part of the filter hides how many, so that one knows which to take away. */
export function NothingMatches({ shown, fixed }: { shown: Shown; fixed: Partial<SessionFilter> }) {
  const parts = asking(shown.filter).filter((part) => !(part in fixed));
  if (parts.length === 0) return <p className="empty quiet">No login is known here.</p>;
  return (
    <div className="empty">
      <p className="second">No login matches this filter. Without</p>
      <ul className="hiding">
        {parts.map((part) => (
          <Hiding key={part} part={part} shown={shown} />
        ))}
      </ul>
      <p className="quiet">Esc shows all again.</p>
    </div>
  );
}

function Hiding({ part, shown }: { part: keyof SessionFilter; shown: Shown }) {
  const { table, filter, now } = shown;
  const without = useMemo(() => countWithout(table, filter, part, now), [table, filter, part, now]);
  return (
    <li>
      <button type="button" className="quiet-button" onClick={() => narrow({ [part]: noFilter[part] })}>
        <bdi>{sayPart(filter, part)}</bdi>
      </button>{' '}
      <span className="second">{capital(count(without, 'login'))}</span>
    </li>
  );
}
