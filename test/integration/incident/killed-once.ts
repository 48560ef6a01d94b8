import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { z } from 'zod';
import type { IncidentStep } from '../../../src-main/contract/incidents.ts';
import { until } from '../../fleet/processes/until.ts';
import type { FleetSite } from '../../fleet/site.ts';
import type { ByCommandLine } from './by-command-line.ts';

const listed = z.object({
  runs: z.array(
    z.object({
      dryRun: z.boolean(),
      state: z.string(),
      options: z.object({
        incident: z.object({ step: z.string(), part: z.number().nullable() }).optional(),
      }),
      operation: z.string(),
    }),
  ),
});

/**
 * Has a step done by `resalt incident run`, which is killed (kill -9) as soon as `begun` is seen on the site, and then again: the incident
 * is there, no automation has a second run, and `kept` is after all what it was when the process died.
 */
export const killedOnce =
  (hand: ByCommandLine, name: string, begun: () => Promise<boolean>, kept: () => Promise<unknown>) =>
  async (step: IncidentStep): Promise<void> => {
    const words = ['incident', 'run', name, step.id, '--yes'];
    const hit = await hand.killed(words, () => until(begun, 60_000));
    expect(hit, 'killed in the middle').toBe(true);
    const then = await kept();
    const incident = await hand.show();
    expect(incident.damaged).toBeNull();
    expect(['open', 'failed', 'working']).toContain(incident.steps.find(({ id }) => id === step.id)?.state);
    await hand.say(words, [0, 1]);
    expect(await kept()).toEqual(then);
    const { runs } = listed.parse(await hand.ask(['runs', 'list']));
    const own = runs.filter(({ dryRun, options }) => !dryRun && options.incident?.step === step.id);
    const what = own.map(({ operation, options }) => `${options.incident?.part} ${operation}`);
    expect(what).toEqual([...new Set(what)]);
    expect(own.map(({ state }) => state)).toEqual(own.map(() => 'finished'));
  };

export const isGone = (site: FleetSite, path: string) => () =>
  stat(join(site.docroot, path)).then(
    () => false,
    () => true,
  );

/** The keys and salts as they stand in the configuration. */
export const saltsIn = async (site: FleetSite): Promise<string[]> =>
  (await readFile(site.configPath, 'utf8')).match(/^define\( *'\w+_(?:KEY|SALT)'.*$/gm) ?? [];
