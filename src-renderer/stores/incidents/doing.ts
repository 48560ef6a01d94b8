import type { RunOptions, RunSummary } from '../../../src-main/contract/runs.ts';
import { api } from '../../api.ts';
import type { Wishes } from '../../words/options.ts';
import { readAudits } from '../audit/load.ts';
import { ask } from '../calls.ts';
import { useFleet } from '../fleet.ts';
import { askedFrom } from '../ordering.ts';
import { takesPlaceOf } from '../plan-series.ts';
import { go, hrefOf, onward } from '../route.ts';
import { engine } from './engine.ts';
import { showNews } from './incident.ts';
import { readIncidents } from './list.ts';
import { atIncident, plansWith } from './of-run.ts';

/** What is asked of the containment besides its sites. */
export interface ContainWishes {
  /** Addresses that may see the site while it is closed. */
  allow: string[];
  whose: 'administrators' | 'publishers' | 'everyone';
  /** Goes on where evidence can't be kept. */
  withoutEvidence: boolean;
}

type Options = Partial<RunOptions>;
type OfIncident = NonNullable<RunOptions['incident']>;

const concurrency = async (): Promise<number> => (await api.settings.get.query({})).concurrency;
const of = (sites: string[]) => (sites.length > 0 ? { sites } : {});

/** Only what a call about an incident may ask of a run. */
function wanted({ proof, waves, maxFailures, concurrency: atOnce, also, via, stopForEncryptors }: Options): Options {
  const given = { proof, waves, maxFailures, concurrency: atOnce, also, via, stopForEncryptors };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

/** Shows what containing these sites would do; changes nothing. */
export async function planContain(
  incident: string,
  step: string,
  sites: string[],
  wishes: ContainWishes,
): Promise<boolean> {
  const lead = onward();
  const started = await ask('make the plan', async () =>
    engine.incidents.contain.mutate({
      incident,
      ...of(sites),
      ...wishes,
      options: { dryRun: true, concurrency: await concurrency() },
    }),
  );
  if (!started) return false;
  askedFrom(started.run, { screen: 'incident', id: incident, step });
  lead({ screen: 'plan', run: started.run });
  return true;
}

/** Shows what a step would do on these sites; `nothing` where there is nothing to do there, `failed` where that could not be found out. */
export async function planStep(
  incident: string,
  step: string,
  sites: string[],
  again = false,
): Promise<'shown' | 'nothing' | 'failed'> {
  const lead = onward();
  const started = await ask('make the plan', async () =>
    engine.incidents.run.mutate({
      incident,
      step,
      ...of(sites),
      again,
      options: { dryRun: true, concurrency: await concurrency() },
    }),
  );
  void readAudits();
  if (!started) return 'failed';
  showNews(started.incident);
  if (started.run === null) return 'nothing';
  for (const plan of [started.run, ...(started.plans ?? [])])
    askedFrom(plan, { screen: 'incident', id: incident, step });
  lead({ screen: 'plan', run: started.run });
  return 'shown';
}

/** Does what Resalt does in a step, on these sites. The screen stays: how it goes is told by the incident itself. */
export async function doStep(incident: string, step: string, sites: string[], again = false): Promise<boolean> {
  const started = await ask('begin the step', async () =>
    engine.incidents.run.mutate({ incident, step, ...of(sites), again, options: { concurrency: await concurrency() } }),
  );
  if (!started) return false;
  showNews(started.incident);
  void readIncidents();
  void readAudits();
  return true;
}

/** What a plan of an incident said, on these sites; `without`: those that were left out. Answers the run, undefined where none began. */
export async function beginOfIncident(
  { id: plan, options: { incident } }: Pick<RunSummary, 'id' | 'options'>,
  sites: string[],
  options: Options,
  without: string[],
): Promise<string | undefined> {
  if (!incident) return undefined;
  const begun =
    incident.part === null
      ? await beginContain(plan, incident, sites, options)
      : await beginStep(plan, incident, sites, options, without);
  if (begun === undefined) return undefined;
  void readIncidents();
  go(begun === null ? atIncident(incident) : { screen: 'run', run: begun });
  return begun ?? plan;
}

async function beginContain(plan: string, { id }: OfIncident, sites: string[], options: Options) {
  const call = () => engine.incidents.contain.mutate({ incident: id, sites, plan, options: wanted(options) });
  return (await ask('begin the containment', call))?.run;
}

async function beginStep(
  shown: string,
  { id, step, plan }: OfIncident,
  sites: string[],
  options: Options,
  without: string[],
) {
  const first = plan ?? shown;
  const { runs } = useFleet.getState();
  const several = plansWith({ id: first, options: {} as RunOptions }, runs).length > 1;
  const call = async () => {
    // Of several plans each names its own sites: what is left out is left out of all of them.
    const all = several ? (await engine.incidents.show.query({ incident: id })).sites.map(({ site }) => site) : sites;
    const named = all.filter((site) => !without.includes(site));
    return engine.incidents.run.mutate({ incident: id, step, sites: named, plan: first, options: wanted(options) });
  };
  const begun = await ask('begin the step', call);
  if (begun) showNews(begun.incident);
  return begun?.run;
}

/** Makes a plan of an incident again, in the place of the old one where that is still shown. False where it could not. */
export async function planOfIncidentAgain(old: RunSummary, sites: string[], wishes: Wishes | null): Promise<boolean> {
  const { incident } = old.options;
  if (!incident) return false;
  const options = { ...wanted({ ...old.options, ...saltsPart(wishes) }), dryRun: true };
  const started = await ask<{ run: string | null }>('make the plan again', () =>
    incident.part === null
      ? engine.incidents.contain.mutate({ incident: incident.id, ...of(sites), plan: old.id, options })
      : engine.incidents.run.mutate({ incident: incident.id, step: incident.step, ...of(sites), options }),
  );
  if (!started || started.run === null) return false;
  askedFrom(started.run, atIncident(incident));
  // Of several plans all are made again.
  takesPlaceOf(incident.plan ?? old.id, started.run);
  if (window.location.hash === hrefOf({ screen: 'plan', run: old.id })) go({ screen: 'plan', run: started.run });
  return true;
}

function saltsPart(wishes: Wishes | null): Options {
  if (!wishes) return {};
  const { proof, also, via, stopForEncryptors: stop } = wishes;
  return {
    proof,
    ...(also.length > 0 ? { also } : {}),
    ...(via === null ? {} : { via }),
    ...(stop === null ? {} : { stopForEncryptors: stop }),
  };
}
