import { create } from 'zustand';
import type { IncidentSummary } from '../../../src-main/contract/incidents.ts';

export const incidentStates = ['open', 'closed'] as const;
export type IncidentState = (typeof incidentStates)[number];

export interface IncidentFilter {
  text: string;
  state: IncidentState | null;
  client: string | null;
  /** Only those in which somebody must look at something. */
  alerts: boolean;
}
export const noIncidentFilter: IncidentFilter = { text: '', state: null, client: null, alerts: false };

/** How the incidents are looked at, for as long as the window is open: names and clients don't belong on a disk without the vault. */
export const useIncidentFilter = create<{ filter: IncidentFilter }>()(() => ({ filter: noIncidentFilter }));

export const narrowIncidents = (change: Partial<IncidentFilter>): void =>
  useIncidentFilter.setState(({ filter }) => ({ filter: { ...filter, ...change } }));
export const showAllIncidents = (): void => narrowIncidents(noIncidentFilter);

const stateOf = ({ closedAt }: IncidentSummary): IncidentState => (closedAt === null ? 'open' : 'closed');

/** Whether the filter shows it; its text is looked for in the name, the owner, the sites, their clients and the next step. */
export function showsIncident(filter: IncidentFilter, incident: IncidentSummary): boolean {
  if (filter.state !== null && stateOf(incident) !== filter.state) return false;
  if (filter.client !== null && !incident.sites.some(({ client }) => client === filter.client)) return false;
  if (filter.alerts && incident.alerts === 0) return false;
  if (filter.text === '') return true;
  const { name, owner, sites, next } = incident;
  const text = [name, owner, next?.title, ...sites.flatMap(({ site, client }) => [site, client])]
    .join(' ')
    .toLowerCase();
  return filter.text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
