import { create } from 'zustand';
import type { Incident } from '../../../src-main/contract/incidents.ts';
import type { Select } from '../../../src-main/contract/sites.ts';
import { readAudits } from '../audit/load.ts';
import { ask } from '../calls.ts';
import { go } from '../route.ts';
import { engine } from './engine.ts';
import { showNews } from './incident.ts';
import { readIncidents } from './list.ts';

/** Who sits here, as was last typed; for as long as the window is open. */
export const useWho = create<{ name: string }>()(() => ({ name: '' }));

/** Asks for a change of an incident and shows what it is then. False where it could not be made. */
async function change(doing: string, call: () => Promise<Incident>): Promise<boolean> {
  const changed = await ask(doing, call);
  if (!changed) return false;
  showNews(changed);
  void readIncidents();
  void readAudits();
  return true;
}

export interface Opening {
  name: string;
  owner: string;
  select: Select;
  symptoms: string;
  /** ISO 8601 UTC. */
  noticedAt: string;
}

/** Opens an incident and shows it. */
export async function openIncident(opening: Opening): Promise<boolean> {
  const opened = await ask('open the incident', () => engine.incidents.open.mutate(opening));
  if (!opened) return false;
  useWho.setState({ name: opening.owner });
  showNews(opened);
  void readIncidents();
  go({ screen: 'incident', id: opened.id });
  return true;
}

/** What a named person says about a step, of some of its sites or all of them. */
export interface Word {
  step: string;
  /** Names; empty where the step is done once for all. */
  sites: string[];
  by: string;
  note: string;
}
const of = (sites: string[]) => (sites.length > 0 ? { sites } : {});

export function tick(incident: string, { step, sites, by, note }: Word): Promise<boolean> {
  useWho.setState({ name: by });
  return change('note that it is done', () => engine.incidents.tick.mutate({ incident, step, by, note, ...of(sites) }));
}

export function reopen(incident: string, { step, sites, by, note }: Word): Promise<boolean> {
  useWho.setState({ name: by });
  return change('open the step again', () =>
    engine.incidents.reopen.mutate({ incident, step, by, note, ...of(sites) }),
  );
}

export function writeNote(incident: string, by: string, note: string, step: string | null): Promise<boolean> {
  useWho.setState({ name: by });
  return change('write the note', () => engine.incidents.note.mutate({ incident, by, note, step }));
}

export function writeCause(incident: string, by: string, text: string, entryAt: string | null): Promise<boolean> {
  useWho.setState({ name: by });
  return change('write down the cause', () => engine.incidents.cause.mutate({ incident, by, text, entryAt }));
}

export const verify = (incident: string, steps: string[] | null, sites: string[]): Promise<boolean> =>
  change('verify it', () => engine.incidents.verify.mutate({ incident, ...(steps ? { steps } : {}), ...of(sites) }));

/** Alerts until this one are seen; later ones stay. */
export const sawAlerts = (incident: string, until: string): Promise<boolean> =>
  change('put the alerts away', () => engine.incidents.alertsSeen.mutate({ incident, until }));

export const lookAgain = (incident: string): Promise<boolean> =>
  change('look again', () => engine.incidents.recheck.mutate({ incident }));

export const addSites = (incident: string, sites: string[]): Promise<boolean> =>
  change('add the sites', () => engine.incidents.addSites.mutate({ incident, select: { sites } }));

export function closeIncident(incident: string, by: string, note: string): Promise<boolean> {
  useWho.setState({ name: by });
  return change('close the incident', () => engine.incidents.close.mutate({ incident, by, note }));
}

export function openAgain(incident: string, by: string, note: string): Promise<boolean> {
  useWho.setState({ name: by });
  return change('open the incident again', () => engine.incidents.openAgain.mutate({ incident, by, note }));
}
