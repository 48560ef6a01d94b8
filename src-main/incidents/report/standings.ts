import type { Incident, IncidentStep, Standing, StepState } from '../../contract/incidents.ts';

/** Verified, or ticked by a named person; nothing else may be called done. */
export const isDone = (state: StepState): boolean => state === 'verified' || state === 'ticked';

type Sites = Incident['sites'];

/** How a step stands on every site, or once for all: where nothing is known of a site it stands open there. */
export function standingsOf(step: IncidentStep, sites: Sites): Standing[] {
  if (step.per === 'incident') return step.standings.length > 0 ? step.standings : [never(null, null)];
  const ofSite = (siteId: string) => step.standings.filter((one) => one.siteId === siteId);
  const known = new Set(sites.map(({ siteId }) => siteId));
  const others = step.standings.filter(({ siteId }) => siteId === null || !known.has(siteId));
  const here = sites.flatMap(({ siteId, site }) => {
    const standings = ofSite(siteId);
    return standings.length > 0 ? standings : [never(siteId, site)];
  });
  return [...here, ...others];
}

/** Where a step is not done. Also where only the step as a whole says so: of two answers the worse is believed. */
export function notDoneOf(step: IncidentStep, sites: Sites): Standing[] {
  const open = standingsOf(step, sites).filter(({ state }) => !isDone(state));
  if (open.length > 0 || isDone(step.state)) return open;
  return [{ ...never(null, null), state: step.state, told: 'The step as a whole is not done.' }];
}

export const isStepDone = (step: IncidentStep, sites: Sites): boolean => notDoneOf(step, sites).length === 0;

/** The worst that is said of any: for a step of which some standings are left out. */
export function worstOf(states: readonly StepState[], otherwise: StepState): StepState {
  const worstFirst: StepState[] = ['failed', 'reopened', 'working', 'open', 'ticked', 'verified'];
  return worstFirst.find((state) => states.includes(state)) ?? otherwise;
}

/** In words that can't be read as done where it is not. */
export function stateWords({ state, by, doubt }: Pick<Standing, 'state' | 'by' | 'doubt'>): string {
  const person = by ?? 'a person who is not named';
  switch (state) {
    case 'verified':
      return doubt === 'unseen' ? 'Verified; the last look could not see it' : 'Verified';
    case 'ticked':
      return doubt === 'contrary'
        ? `Stated by ${person}; THE LAST LOOK SAYS OTHERWISE`
        : `Stated by ${person}, not checked by Resalt`;
    case 'open':
      return 'NOT DONE: open';
    case 'working':
      return 'NOT DONE: being worked on';
    case 'failed':
      return 'NOT DONE: failed';
    case 'reopened':
      return 'NOT DONE: it held before and no longer does';
  }
}

/** Whether what counts as done can be shown as good: not where Resalt’s own look speaks against a person’s word. */
export const isGood = ({ state, doubt }: Pick<Standing, 'state' | 'doubt'>): boolean =>
  isDone(state) && doubt !== 'contrary';

const never = (siteId: string | null, site: string | null): Standing => ({
  ...{ siteId, site, state: 'open', told: 'Nothing is known of it.', by: null, at: null, note: null },
  ...{ run: null, outcome: null, evidence: [] },
});
