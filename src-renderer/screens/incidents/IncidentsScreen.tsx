import { Button } from '@mantine/core';
import { useEffect, useMemo, useState } from 'react';
import type { IncidentSummary } from '../../../src-main/contract/incidents.ts';
import { FailureNote } from '../../components/FailureNote.tsx';
import { Grid } from '../../components/Grid.tsx';
import { Hints } from '../../components/Hints.tsx';
import { useKeys } from '../../components/keys.ts';
import { useFleet } from '../../stores/fleet.ts';
import { useAsked } from '../../stores/incidents/asked.ts';
import { noIncidentFilter, showAllIncidents, showsIncident, useIncidentFilter } from '../../stores/incidents/filter.ts';
import { inOrder, readIncidents, useIncidents } from '../../stores/incidents/list.ts';
import { go } from '../../stores/route.ts';
import { incidentColumns } from './columns.tsx';
import { IncidentDetail } from './IncidentDetail.tsx';
import { IncidentFilters } from './IncidentFilters.tsx';
import { OpenIncident } from './OpenIncident.tsx';
import '../sessions/sessions.css';
import './incidents.css';

const idOf = ({ id }: IncidentSummary): string => id;
const open = ({ id }: IncidentSummary): void => go({ screen: 'incident', id });

/** Every breach that is being worked through, and those that were. */
export function IncidentsScreen() {
  const { all, failure } = useIncidents();
  const filter = useIncidentFilter((state) => state.filter);
  const sites = useFleet((state) => state.sites.size);
  const [current, setCurrent] = useState<string | null>(null);
  const asked = useAsked(({ sites: some }) => some);
  const setOpening = (on: boolean): void => useAsked.setState({ sites: on ? [] : null });
  useEffect(() => {
    void readIncidents();
    return () => useAsked.setState({ sites: null });
  }, []);
  const rows = useMemo(() => inOrder(all ?? []).filter((one) => showsIncident(filter, one)), [all, filter]);
  const narrowed = JSON.stringify(filter) !== JSON.stringify(noIncidentFilter);
  useKeys({
    escape: () => (narrowed ? showAllIncidents() : go({ screen: 'fleet' })),
    o: () => setOpening(true),
  });
  const dialog = <OpenIncident sites={asked ?? []} opened={asked !== null} onClose={() => setOpening(false)} />;
  const note = failure && (
    <FailureNote failure={failure} doing="read the incidents">
      <button type="button" className="quiet-button" onClick={() => void readIncidents()}>
        Read again
      </button>
    </FailureNote>
  );
  if (all === null) return note ?? <p className="empty quiet">Reading the incidents…</p>;
  if (all.length === 0)
    return (
      <>
        {note}
        <NoIncidents sites={sites} onOpen={() => setOpening(true)} />
        {dialog}
      </>
    );
  const shown = rows.find(({ id }) => id === current) ?? rows[0];
  return (
    <>
      {note}
      <IncidentFilters all={all} shown={rows.length} onOpen={() => setOpening(true)} />
      <div className="incidents">
        <Grid
          label="Incidents"
          rows={rows}
          idOf={idOf}
          columns={incidentColumns}
          current={current}
          onCurrent={setCurrent}
          onOpen={open}
          toneOf={({ alerts, due = 0 }) => (alerts + due > 0 ? 'danger' : null)}
        >
          <p className="empty quiet">No incident matches this filter. Esc shows all again.</p>
        </Grid>
        {shown && <IncidentDetail incident={shown} />}
      </div>
      <Hints hints={hints} />
      {dialog}
    </>
  );
}

const hints: [string, string][] = [
  ['j k', 'move'],
  ['Enter', 'open'],
  ['o', 'open a new one'],
  ['/', 'filter'],
  ['Esc', 'back'],
];

function NoIncidents({ sites, onOpen }: { sites: number; onOpen(): void }) {
  return (
    <div className="empty-screen">
      <h2>No incidents</h2>
      <p className="second">
        Was a site broken into, or does it look like it? Open an incident. Resalt then says what to do next and why,
        step by step: keep evidence, shut everybody out, find what was left behind, clean, shut out once more. What was
        done, when and by whom is written down for your client, your insurer or an authority.
      </p>
      <p className="second">Minutes count: containing can begin before you know more.</p>
      {sites > 0 ? (
        <Button onClick={onOpen}>Open an incident</Button>
      ) : (
        <Button onClick={() => go({ screen: 'bring' })}>Bring your sites first</Button>
      )}
    </div>
  );
}
