import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'vitest';
import { z } from 'zod';
import type { Incident, IncidentStep } from '../../../src-main/contract/incidents.ts';
import { deed } from '../../../src-main/contract/runs.ts';
import { sql } from '../../fleet/database.ts';
import type { FleetSite } from '../../fleet/site.ts';
import type { ByCommandLine } from './by-command-line.ts';

const dieAtSync = pathToFileURL(join(import.meta.dirname, 'die-at-sync.mjs')).href;

/** Where kills come is chosen by this: the same seed kills in the same steps, at the same lines. Another one each day. */
export const killSeed = process.env.RESALT_KILL_SEED ?? new Date().toISOString().slice(0, 10);
/** Else in a third of the steps. */
const inAll = process.env.RESALT_KILL === 'all';
export const killsInWords = `kills by RESALT_KILL_SEED=${killSeed}, ${inAll ? 'in every step' : 'in a third of the steps; RESALT_KILL=all in every one'}`;

/** Some come too late: a step in which nothing was to be done is over sooner. */
export const fewestKills = inAll ? 20 : 1;

export interface Kills {
  /** What was killed, and where: `step@line`. */
  readonly died: string[];
  /** Says the same words in a process of its own that dies on the way, in steps that the seed has chosen; then the incident is there, and nothing that was acknowledged is lost. */
  before(step: string, words: string[], lines: number): Promise<Incident | null>;
  /** Nothing was done twice, nothing is under way, and nothing of Resalt's is left on the site. */
  prove(site: FleetSite): Promise<void>;
}

/** Numbers from 0 to 255, for each step and seed their own. */
const chosenFor = (step: string): number[] => [...createHash('sha256').update(`${killSeed} ${step}`).digest()];

export function killsOf(hand: ByCommandLine, name: string): Kills {
  const died: string[] = [];
  let record: Incident['record'] = [];
  async function before(step: string, words: string[], lines: number): Promise<Incident | null> {
    const [whether = 0, line = 0, moment = 0, ms = 0] = chosenFor(step);
    if (!inAll && whether % 3 !== 0) return null;
    const at = 1 + (line % lines);
    const when = moment % 2 === 0 ? 'before' : `${ms % 60}`;
    const env = { NODE_OPTIONS: `--import=${dieAtSync}`, RESALT_TEST_DIE: `${at}:${when}` };
    if (await hand.dies(words, env)) died.push(`${step}@${at}:${when}`);
    if (inAll)
      console.info(`${step}@${at}:${when} ${died.at(-1)?.startsWith(`${step}@`) ? 'killed' : 'was over before'}`);
    const incident = await hand.show();
    expect(incident.damaged, step).toBeNull();
    expect(incident.record.slice(0, record.length), step).toEqual(record);
    const stuck = incident.steps.filter(({ state }) => state === 'working').map(({ id }) => id);
    expect(stuck, `after a kill in ${step}`).toEqual([]);
    record = incident.record;
    return incident;
  }
  return {
    died,
    before,
    async prove(site) {
      const runs = await realRuns(hand);
      expect(runs.filter(({ state }) => state !== 'finished').map(({ id, operation }) => [id, operation])).toEqual([]);
      expect(twice(runs.flatMap(deedsOf))).toEqual([]);
      expect(twice(runs.filter(({ operation }) => !byFindings.has(operation)).map(partOf))).toEqual([]);
      const pieces = evidence.parse(await hand.ask(['incident', 'evidence', 'list', name])).evidence;
      expect(twice(pieces.map(({ run, name }) => `${run} ${name}`))).toEqual([]);
      const logins = await sql(
        await asItIs(site),
        "SELECT user_id FROM {p}usermeta WHERE meta_value LIKE '%Resalt canary%'",
      );
      expect(logins).toEqual([]);
      for (const folder of [site.docroot, dirname(site.configPath), join(site.docroot, 'wp-content/uploads')]) {
        const left = (await readdir(folder)).filter((name) => /^\.?resalt-/.test(name));
        expect(left, folder).toEqual([]);
      }
    },
  };
}

const listed = z.object({
  runs: z.array(
    z.object({
      ...{ id: z.string(), dryRun: z.boolean(), state: z.string(), operation: z.string() },
      options: z.object({
        incident: z.object({ step: z.string(), part: z.number().nullable() }).optional(),
      }),
    }),
  ),
});
const shown = z.object({ sites: z.array(z.object({ deeds: z.array(deed).optional() })) });
type RealRun = z.infer<typeof listed>['runs'][number] & z.infer<typeof shown>;
const evidence = z.object({ evidence: z.array(z.object({ run: z.string(), name: z.string() })) });

/** The runs of the incident, no plans. */
async function realRuns(hand: ByCommandLine): Promise<RealRun[]> {
  const { runs } = listed.parse(await hand.ask(['runs', 'list']));
  const all: RealRun[] = [];
  for (const one of runs.filter(({ dryRun, options }) => !dryRun && options.incident))
    all.push({ ...one, ...shown.parse(await hand.ask(['runs', 'show', one.id], [0, 1, 2])) });
  return all;
}

/** The site with the password that its database has now. */
async function asItIs(site: FleetSite): Promise<FleetSite> {
  const password = /'DB_PASSWORD', *'([^']*)'/.exec(await readFile(site.configPath, 'utf8'))?.[1];
  if (password === undefined) throw new Error('the configuration names no password');
  return { ...site, db: { ...site.db, password } };
}

/** One step may have several of these, one for each kind of thing that was found. */
const byFindings = new Set(['ChangeUsers', 'QuarantineFiles', 'RepairRights', 'SetOptions', 'RevokeTokens']);

const partOf = ({ operation, options: { incident } }: RealRun) => `${incident?.step} ${incident?.part} ${operation}`;
const deedsOf = (run: RealRun): string[] =>
  run.sites.flatMap(({ deeds = [] }) =>
    deeds
      .filter(({ result, kind }) => result === 'done' && kind !== 'evidence')
      .map((deed) => `${partOf(run)}: ${deed.what}`),
  );
const twice = (all: string[]): string[] => all.filter((one, index) => all.indexOf(one) !== index);

/** How many lines such a step writes at least: where a kill surely comes. */
export const linesOf = ({ automations }: IncidentStep): number =>
  automations.some((one) => !('audit' in one)) ? 8 : 1;
