import { Button, NativeSelect } from '@mantine/core';
import type { IncidentSummary } from '../../../src-main/contract/incidents.ts';
import { FilterText } from '../../components/FilterText.tsx';
import {
  incidentStates,
  narrowIncidents,
  noIncidentFilter,
  showAllIncidents,
  useIncidentFilter,
} from '../../stores/incidents/filter.ts';
import { count, number } from '../../words/count.ts';

/** What narrows the list, and the way to open one more. */
export function IncidentFilters({ all, shown, onOpen }: { all: IncidentSummary[]; shown: number; onOpen(): void }) {
  const filter = useIncidentFilter((state) => state.filter);
  const narrowed = JSON.stringify(filter) !== JSON.stringify(noIncidentFilter);
  const clients = [...new Set(all.flatMap(({ sites }) => sites.flatMap(({ client }) => client ?? [])))].sort();
  const alerting = all.filter(({ alerts }) => alerts > 0).length;
  return (
    <search className="fleet-filter incident-filter" aria-label="Filter the incidents">
      <FilterText
        placeholder="Name, site, client, person"
        value={filter.text}
        onChange={(text) => narrowIncidents({ text })}
        className="filter-text"
      />
      <NativeSelect
        aria-label="State"
        className={filter.state === null ? 'filter-pick' : 'filter-pick filter-on'}
        value={filter.state ?? ''}
        onChange={({ target }) =>
          narrowIncidents({ state: incidentStates.find((state) => state === target.value) ?? null })
        }
        data={[
          { value: '', label: 'Open and closed' },
          { value: 'open', label: 'Open' },
          { value: 'closed', label: 'Closed' },
        ]}
      />
      <NativeSelect
        aria-label="Client"
        className={filter.client === null ? 'filter-pick' : 'filter-pick filter-on'}
        value={filter.client ?? ''}
        onChange={({ target }) => narrowIncidents({ client: target.value === '' ? null : target.value })}
        data={[{ value: '', label: 'Every client' }, ...clients]}
      />
      <button
        type="button"
        className="chip"
        aria-pressed={filter.alerts}
        onClick={() => narrowIncidents({ alerts: !filter.alerts })}
      >
        With alerts <span className="quiet">{number(alerting)}</span>
      </button>
      <span className="quiet" aria-live="polite">
        {narrowed ? `${number(shown)} of ${number(all.length)} shown` : count(all.length, 'incident')}
      </span>
      {narrowed && (
        <button type="button" className="quiet-button" onClick={showAllIncidents}>
          Show all
        </button>
      )}
      <span className="grow" />
      <Button onClick={onOpen}>Open an incident…</Button>
    </search>
  );
}
