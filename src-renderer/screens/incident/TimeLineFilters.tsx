import { NativeSelect, TextInput } from '@mantine/core';
import type { Incident } from '../../../src-main/contract/incidents.ts';
import { timelineSources } from '../../../src-main/contract/timeline.ts';
import type { TimelineFilter } from '../../stores/incidents/timeline.ts';
import { saySource } from '../../words/evidence.ts';

interface FiltersProps {
  incident: Incident;
  filter: TimelineFilter;
  set(change: Partial<TimelineFilter>): void;
}

/** What narrows the time line: words, what is marked, one source, one site. */
export function TimeLineFilters({ incident, filter, set }: FiltersProps) {
  return (
    <search className="entry-filter" aria-label="Filter the time line">
      <TextInput
        aria-label="Find in the time line"
        placeholder="Address, login, path"
        value={filter.text}
        onChange={({ target }) => set({ text: target.value.slice(0, 200) })}
      />
      <button
        type="button"
        className="chip"
        aria-pressed={filter.marked}
        onClick={() => set({ marked: !filter.marked })}
      >
        Only marked
      </button>
      <NativeSelect
        aria-label="Source"
        value={filter.source ?? ''}
        onChange={({ target }) => set({ source: timelineSources.find((one) => one === target.value) ?? null })}
        data={[
          { value: '', label: 'Every source' },
          ...timelineSources.map((value) => ({ value, label: saySource(value) })),
        ]}
      />
      {incident.sites.length > 1 && (
        <NativeSelect
          aria-label="Site"
          value={filter.site ?? ''}
          onChange={({ target }) => set({ site: target.value === '' ? null : target.value })}
          data={[{ value: '', label: 'Every site' }, ...incident.sites.map(({ site }) => site)]}
        />
      )}
    </search>
  );
}
