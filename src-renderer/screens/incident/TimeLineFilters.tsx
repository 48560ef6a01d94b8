import { NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Incident } from '../../../src-main/contract/incidents.ts';
import { timelineSources } from '../../../src-main/contract/timeline.ts';
import { noTimelineFilter, type TimelineFilter } from '../../stores/incidents/timeline.ts';
import { saySource } from '../../words/evidence.ts';
import { localZone, readLocalTime } from '../../words/local-time.ts';

interface TimeLineFiltersProps {
  incident: Incident;
  filter: TimelineFilter;
  set(change: Partial<TimelineFilter>): void;
  /** To choose from; another can be written. */
  kinds: string[];
}

/** What of the time line is shown. */
export function TimeLineFilters({ incident, filter, set, kinds }: TimeLineFiltersProps) {
  const [more, setMore] = useState(false);
  return (
    <search className="entry-filter" aria-label="Filter the time line">
      <TextInput
        aria-label="Find in the time line"
        placeholder="Address, login, path"
        value={filter.text}
        onChange={({ target }) => set({ text: target.value.slice(0, 200) })}
      />
      <div className="row">
        <button
          type="button"
          className="chip"
          aria-pressed={filter.marked}
          onClick={() => set({ marked: !filter.marked })}
        >
          Only marked
        </button>
        <button type="button" className="chip" aria-expanded={more} onClick={() => setMore(!more)}>
          More filters
        </button>
      </div>
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
      {more && <MoreFilters filter={filter} set={set} kinds={kinds} />}
    </search>
  );
}

function MoreFilters({ filter, set, kinds }: Omit<TimeLineFiltersProps, 'incident'>) {
  const [times, setTimes] = useState({ from: '', to: '' });
  const time = (name: 'from' | 'to', value: string): void => {
    setTimes((now) => ({ ...now, [name]: value }));
    set({ [name]: value === '' ? null : readLocalTime(value) });
  };
  return (
    <>
      <TextInput
        aria-label="Account"
        placeholder="Account, as wpsys"
        value={filter.who}
        onChange={({ target }) => set({ who: target.value.slice(0, 200) })}
      />
      <TextInput
        aria-label="Address"
        placeholder="Address, as 203.0.113.66"
        classNames={{ input: 'mono' }}
        value={filter.ip}
        onChange={({ target }) => set({ ip: target.value.trim().slice(0, 60) })}
      />
      <NativeSelect
        aria-label="Kind"
        value={filter.kind}
        onChange={({ target }) => set({ kind: target.value })}
        data={[
          { value: '', label: 'Every kind' },
          ...[...new Set([...kinds, ...(filter.kind === '' ? [] : [filter.kind])])],
        ]}
      />
      <button
        type="button"
        className="quiet-button"
        onClick={() => {
          setTimes({ from: '', to: '' });
          set(noTimelineFilter);
        }}
      >
        Show everything
      </button>
      <TextInput
        type="datetime-local"
        label="From"
        description={`Your own time (${localZone()})`}
        value={times.from}
        onChange={({ target }) => time('from', target.value)}
      />
      <TextInput
        type="datetime-local"
        label="To"
        description={`Your own time (${localZone()})`}
        value={times.to}
        onChange={({ target }) => time('to', target.value)}
      />
    </>
  );
}
