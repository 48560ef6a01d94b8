import { type ReactNode, useEffect, useMemo } from 'react';
import type { KnownSite } from '../../../src-main/contract/known-sessions.ts';
import { useKeys } from '../../components/keys.ts';
import { useMedia } from '../../components/media.ts';
import { useSettled } from '../../components/settled.ts';
import { useFleet } from '../../stores/fleet.ts';
import { go } from '../../stores/route.ts';
import { chooseNone, useChosen } from '../../stores/sessions/chosen.ts';
import { leaveEnding, useEnding } from '../../stores/sessions/ending.ts';
import { asking, type SessionFilter } from '../../stores/sessions/filter.ts';
import { useFreshKnown } from '../../stores/sessions/fresh.ts';
import type { Grouping } from '../../stores/sessions/groups.ts';
import { personOf, personRef } from '../../stores/sessions/person.ts';
import { type Shown, useShown } from '../../stores/sessions/shown.ts';
import { factsOf, type SessionTable as Table } from '../../stores/sessions/table.ts';
import { narrow, showAll, useSessionView } from '../../stores/sessions/view.ts';
import { useCurrent } from './current.ts';
import { EndBar } from './EndBar.tsx';
import { EndPlan } from './EndPlan.tsx';
import { GroupDetail } from './GroupDetail.tsx';
import { HowKnown, SiteNotes } from './Known.tsx';
import { rowOfId } from './lines.ts';
import { NeverLooked, NoSites, NothingMatches, Unreadable } from './NoSessions.tsx';
import { SearchRow } from './SearchRow.tsx';
import { SessionDetail } from './SessionDetail.tsx';
import { SessionFilters } from './SessionFilters.tsx';
import { SessionTable } from './SessionTable.tsx';
import { TimeLine } from './TimeLine.tsx';
import { binsOf } from './time-bins.ts';
import { WorldMap } from './WorldMap.tsx';
import './sessions.css';

interface SessionsProps {
  /** What the screen is about: one site, one person; nothing for the fleet. */
  fixed: Partial<SessionFilter>;
  by: Grouping | null;
  /** Above the list, once something is known. */
  head?(shown: Shown, version: number): ReactNode;
  /** Whether the person may group as they like. */
  canGroup: boolean;
  /** Where Esc leads when there is nothing left to take back. */
  back(): void;
}

/** Sessions with everything around them: the same for the fleet, a site and a person. */
export function Sessions({ fixed, by, head, canGroup, back }: SessionsProps) {
  const known = useFreshKnown();
  const shown = useShown(fixed, by);
  const planned = useEnding((state) => state.planned);
  const [current, setCurrent] = useCurrent(shown?.table ?? null);
  const sites = useFleet((state) => state.sites.size);
  // The plan of an ending is of this screen: over the sessions of another site or person it would be taken for theirs.
  useEffect(() => leaveEnding, []);
  useKeys({
    escape: () => {
      const { filter } = useSessionView.getState();
      if (planned) leaveEnding();
      else if (useChosen.getState().rows.size > 0) chooseNone();
      else if (asking(filter).some((part) => !(part in fixed))) showAll();
      else back();
    },
  });
  if (sites === 0) return <NoSites />;
  if (!shown)
    return known.failure ? (
      <Unreadable known={known} />
    ) : (
      <p className="empty quiet">Reading the sessions that are known…</p>
    );
  if (planned) return <EndPlan planned={planned} />;
  const about = sitesOf(shown.table, fixed);
  const row = inSight(shown, rowOfId(current));
  const only = fixed.site ?? null;
  if (known.reading === null && !looked(shown.table, only)) return <NeverLooked table={shown.table} only={only} />;
  const open = (at: number): void => {
    const facts = factsOf(shown.table, at);
    if (facts && fixed.person === undefined) go({ screen: 'person', of: personRef(facts.user) });
  };
  return (
    <>
      {head?.(shown, known.version)}
      <HowKnown known={known} sites={about} />
      <SiteNotes sites={about} open={only !== null} />
      <SearchRow shown={shown} fixed={fixed} sites={about} by={by} canGroup={canGroup} />
      <div className="sessions">
        <Narrowing shown={shown} alone={only !== null} />
        <div className="sessions-list">
          <SessionTable
            key={shown.table.at}
            shown={shown}
            by={by}
            alone={only !== null}
            current={current}
            onCurrent={setCurrent}
            onOpen={open}
          >
            <NothingMatches shown={shown} fixed={fixed} />
          </SessionTable>
        </div>
        {row === null ? (
          <GroupDetail table={shown.table} groups={shown.groups} by={by} current={current} />
        ) : (
          <SessionDetail facts={factsOf(shown.table, row)} />
        )}
      </div>
      <EndBar shown={shown} />
    </>
  );
}

/** Filters, map and time line follow a moment after the table, so that typing never waits for them. */
function Narrowing({ shown: latest, alone }: { shown: Shown; alone: boolean }) {
  const shown = useSettled(latest, 140);
  const map = useSessionView((state) => state.map);
  const wide = useMedia('(min-width: 1100px) and (min-height: 620px)');
  const { table, now } = shown;
  const { filter } = latest;
  const counts = useMemo(
    () =>
      new Map(
        [...shown.byCountry()].flatMap((n, at) => (n > 0 ? [[table.countries.names[at] ?? '', n] as const] : [])),
      ),
    [shown, table],
  );
  const { from, until } = filter;
  const bins = useMemo(
    () => binsOf(table, shown.overTime(), now, from !== null && until !== null ? { from, until } : null),
    [table, shown, now, from, until],
  );
  const chosen = useMemo(() => ({ from, until }), [from, until]);
  return (
    <>
      <SessionFilters shown={shown} filter={filter} alone={alone} />
      {map && wide && (
        <div className="sessions-pictures">
          <WorldMap counts={counts} chosen={filter.country} onChoose={chooseCountry} />
          <TimeLine key={bins.hours ? 'hours' : 'days'} {...bins} chosen={chosen} onChoose={narrow} />
        </div>
      )}
    </>
  );
}

/** The row, unless the filter hides it: what stands beside the table is of the table. */
const inSight = ({ rows }: Shown, row: number | null): number | null =>
  row !== null && rows.includes(row) ? row : null;

/** The sites that the screen is about. */
function sitesOf(table: Table, { site, person }: Partial<SessionFilter>): KnownSite[] {
  if (site) return table.sites.filter((one) => one.site === site);
  if (!person) return table.sites;
  const names = new Set(personOf(table, person).sites.map((one) => one.site));
  return table.sites.filter((one) => names.has(one.site));
}

const chooseCountry = (country: string | null): void => narrow({ country });
const looked = (table: Table, only: string | null): boolean =>
  table.sites.some(
    ({ lookedAt, site, failure }) => (only === null || site === only) && (lookedAt !== null || failure !== null),
  );
