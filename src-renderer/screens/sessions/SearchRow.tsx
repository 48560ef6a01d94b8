import { NativeSelect } from '@mantine/core';
import type { KnownSite } from '../../../src-main/contract/known-sessions.ts';
import { FilterText } from '../../components/FilterText.tsx';
import { asking, type SessionFilter } from '../../stores/sessions/filter.ts';
import { type Grouping, groupings } from '../../stores/sessions/groups.ts';
import type { Shown } from '../../stores/sessions/shown.ts';
import { narrow, showAll, useSessionView } from '../../stores/sessions/view.ts';
import { count } from '../../words/count.ts';
import { groupTitles, sayPart } from '../../words/sessions.ts';
import { LookedAt } from './Known.tsx';

interface SearchRowProps {
  shown: Shown;
  /** What the screen itself asks for, which can't be taken away. */
  fixed: Partial<SessionFilter>;
  /** The sites that the screen is about. */
  sites: KnownSite[];
  by: Grouping | null;
  canGroup: boolean;
}

/** The field that filters as one types, what else narrows the list, and how it is laid out. */
export function SearchRow({ shown, fixed, sites, by, canGroup }: SearchRowProps) {
  const { filter, map } = useSessionView();
  const parts = asking(filter).filter((part) => part !== 'text' && !(part in fixed));
  const narrowed = parts.length > 0 || filter.text !== '';
  const size = shown.groups ? `${count(shown.groups.count, 'group')}, ` : '';
  return (
    <search className="fleet-filter session-search" aria-label="Filter the sessions">
      <FilterText
        placeholder="Person, site, client, role, address, country, network, browser"
        value={filter.text}
        onChange={(text) => narrow({ text })}
        className="session-text"
      />
      <span className="quiet shown-count" aria-live="polite">
        {size}
        {count(shown.rows.length, 'login')} shown
      </span>
      {parts.map((part) => (
        <button
          key={part}
          type="button"
          className="chip filter-mark"
          aria-label={`No longer: ${sayPart(filter, part)}`}
          onClick={() => narrow({ [part]: part === 'fresh' || part === 'gone' ? false : null })}
        >
          <bdi className="name">{sayPart(filter, part)}</bdi> <span aria-hidden="true">×</span>
        </button>
      ))}
      {narrowed && (
        <button type="button" className="quiet-button" onClick={showAll}>
          Show all
        </button>
      )}
      <span className="grow" />
      <LookedAt sites={sites} />
      {canGroup && (
        <NativeSelect
          aria-label="Group by"
          value={by ?? ''}
          onChange={(event) =>
            useSessionView.setState({ group: groupings.find((name) => name === event.target.value) ?? null })
          }
          data={[
            { value: '', label: 'Not grouped' },
            ...groupings.map((value) => ({ value, label: groupTitles[value] })),
          ]}
        />
      )}
      <button
        type="button"
        className="quiet-button"
        aria-expanded={map}
        onClick={() => useSessionView.setState({ map: !map })}
      >
        {map ? 'Hide map' : 'Show map'}
      </button>
    </search>
  );
}
