import { NativeSelect, SegmentedControl } from '@mantine/core';
import { FilterText } from '../../components/FilterText.tsx';
import type { Entry } from '../../stores/entries.ts';
import { noFilter, setFilter, useView } from '../../stores/view.ts';
import { number } from '../../words/count.ts';

const distinct = (values: (string | null)[]): string[] =>
  [...new Set(values.filter((value) => value !== null))].sort((a, b) => a.localeCompare(b));

/** What the list is narrowed to, and how it is laid out. */
export function FleetFilter({ entries, shown }: { entries: Entry[]; shown: number }) {
  const { filter, layout, groupBy } = useView();
  const pick = (label: string, key: 'client' | 'tag' | 'state', values: string[]) => (
    <NativeSelect
      aria-label={label}
      className={filter[key] === null ? 'filter-pick' : 'filter-pick filter-on'}
      value={filter[key] ?? ''}
      onChange={(event) => setFilter({ [key]: event.target.value === '' ? null : event.target.value })}
      data={[{ value: '', label: `Every ${label.toLowerCase()}` }, ...distinct([...values, filter[key]])]}
    />
  );
  const narrowed = shown !== entries.length || JSON.stringify(filter) !== JSON.stringify(noFilter);
  return (
    <search className="fleet-filter" aria-label="Filter the fleet">
      <FilterText
        placeholder="Name, address, client, tag, server"
        value={filter.text}
        onChange={(text) => setFilter({ text })}
        className="filter-text"
      />
      {pick(
        'Client',
        'client',
        entries.map(({ row }) => row.site.client).filter((name) => name !== null),
      )}
      {pick(
        'Tag',
        'tag',
        entries.flatMap(({ row }) => row.site.tags),
      )}
      {pick(
        'State',
        'state',
        entries.map(({ state }) => state.word),
      )}
      <span className="quiet" aria-live="polite">
        {narrowed ? `${number(shown)} of ${number(entries.length)} shown` : ''}
      </span>
      {narrowed && (
        <button type="button" className="quiet-button" onClick={() => setFilter(noFilter)}>
          Show all
        </button>
      )}
      <span className="grow" />
      {layout === 'tiles' && (
        <NativeSelect
          aria-label="Group by"
          value={groupBy}
          onChange={(event) => useView.setState({ groupBy: event.target.value === 'server' ? 'server' : 'client' })}
          data={[
            { value: 'client', label: 'By client' },
            { value: 'server', label: 'By server' },
          ]}
        />
      )}
      <SegmentedControl
        aria-label="Layout"
        value={layout}
        onChange={(value) => useView.setState({ layout: value === 'tiles' ? 'tiles' : 'table' })}
        data={[
          { value: 'table', label: 'Table' },
          { value: 'tiles', label: 'Tiles' },
        ]}
      />
    </search>
  );
}
