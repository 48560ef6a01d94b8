import { Button } from '@mantine/core';
import { useMemo, useState } from 'react';
import { Grid } from '../../components/Grid.tsx';
import { useKeys } from '../../components/keys.ts';
import { type Entry, shows, sorted, useEntries } from '../../stores/entries.ts';
import { go } from '../../stores/route.ts';
import { choose, noFilter, type SortName, setFilter, sortBy, sortNames, useView } from '../../stores/view.ts';
import { ActionBar } from './ActionBar.tsx';
import { fleetColumns } from './columns.tsx';
import { FleetFigures } from './FleetFigures.tsx';
import { FleetFilter } from './FleetFilter.tsx';
import { FleetTiles } from './FleetTiles.tsx';
import './fleet.css';

const idOf = (entry: Entry): string => entry.id;
const toneOf = (entry: Entry): 'danger' | null => (entry.state.loud ? 'danger' : null);
const open = ({ name }: Entry): void => go({ screen: 'site', name });

/** Every site at one glance. */
export function FleetScreen() {
  const entries = useEntries();
  const { filter, sort, layout, groupBy, selection } = useView();
  const [current, setCurrent] = useState<string | null>(null);
  const all = useMemo(() => [...entries.values()], [entries]);
  const shown = useMemo(
    () =>
      sorted(
        all.filter((entry) => shows(filter, entry)),
        sort,
      ),
    [all, filter, sort],
  );
  const chosen = useMemo(() => selection.flatMap((id) => entries.get(id) ?? []), [selection, entries]);
  const inSight = useMemo(() => new Set(shown.map(idOf)), [shown]);
  useKeys({
    escape: () => (selection.length > 0 ? choose([]) : setFilter(noFilter)),
  });
  if (all.length === 0) return <NoSites />;
  const onSort = (key: string): void => {
    const by = sortNames.find((name): name is SortName => name === key);
    if (by) sortBy(by);
  };
  return (
    <>
      <FleetFigures entries={all} />
      <FleetFilter entries={all} shown={shown.length} />
      {layout === 'tiles' ? (
        <FleetTiles
          entries={shown}
          groupBy={groupBy}
          current={current}
          onCurrent={setCurrent}
          onOpen={open}
          selection={selection}
        />
      ) : (
        <Grid
          label="Sites"
          rows={shown}
          idOf={idOf}
          columns={fleetColumns}
          current={current}
          onCurrent={setCurrent}
          onOpen={open}
          selection={selection}
          onSelection={choose}
          sort={sort}
          onSort={onSort}
          toneOf={toneOf}
        >
          <p className="empty quiet">No site matches this filter. Esc shows all again.</p>
        </Grid>
      )}
      <ActionBar chosen={chosen} hidden={chosen.filter(({ id }) => !inSight.has(id)).length} />
    </>
  );
}

function NoSites() {
  return (
    <div className="empty-screen">
      <h2>No sites yet</h2>
      <p className="second">
        Here every site will stand with its state, its live logins and when its salts last changed. Bring them from a
        file or a list first.
      </p>
      <Button onClick={() => go({ screen: 'bring' })}>Bring your sites</Button>
    </div>
  );
}
