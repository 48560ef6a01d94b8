import fc from 'fast-check';
import { type Fact, facts } from '../../../../src-main/contract/checklist.ts';
import { type IncidentStep, type Standing, stepStates } from '../../../../src-main/contract/incidents.ts';
import type { Material } from '../../../../src-main/incidents/report/material.ts';
import {
  type ASite,
  entry,
  evidence,
  incident,
  line,
  material,
  run,
  runSite,
  siteIdOf,
  standing,
  step,
} from './a-breach.ts';

/** A word that stands nowhere else: so that finding it in a report means that it was written there. */
const word = (at: string, number: number): string => `${at}${(number * 7919 + 104729).toString(36)}q${number}`;

const states = fc.constantFrom(...stepStates);

/** Of some sites nothing may be known, and the step as a whole may say something else than its standings. */
const anyStep = (number: number, sites: readonly ASite[]): fc.Arbitrary<IncidentStep> =>
  fc
    .record({
      facts: fc.uniqueArray(fc.constantFrom<Fact>(...facts), { maxLength: 3 }),
      perSite: fc.boolean(),
      each: fc.array(fc.option(states), { minLength: sites.length, maxLength: sites.length }),
      once: fc.option(states),
      whole: fc.option(states),
    })
    .map(({ facts: of, perSite, each, once, whole }) => {
      const standings: Standing[] = perSite
        ? sites.flatMap(({ site }, at) => {
            const state = each[at];
            return state ? [standing(site, state, { told: `Looked at ${site}.` })] : [];
          })
        : once
          ? [standing(null, once)]
          : [];
      const made = step(word('step', number), `The step ${word('title', number)}`, of, standings);
      return { ...made, per: perSite ? 'site' : 'incident', ...(whole ? { state: whole } : {}) };
    });

export const anySites = fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 1, maxLength: 7 }).map((clients) =>
  clients.map((client, at) => ({
    site: word('site', at),
    client: client === 2 ? null : word('client', client),
  })),
);

/** An incident in any state, with evidence, time line and runs in which each site is named by what belongs to it and by what does not. */
export const anyMaterial: fc.Arbitrary<Material> = anySites.chain((sites) =>
  fc
    .tuple(
      fc.tuple(...Array.from({ length: 6 }, (_, at) => anyStep(at, sites))),
      fc.boolean(),
      fc.constantFrom('changed', 'failed', 'unreachable', 'uncertain', null),
    )
    .map(([steps, closed, outcome]) => {
      const names = sites.map(({ site, client }) => `${site} of ${client ?? 'nobody'}`).join(', ');
      const of = incident(sites, steps, {
        name: `Trouble on ${names}`,
        symptoms: `Redirects on ${names}`,
        closedAt: closed ? '2026-11-23T07:00:00.000Z' : null,
        cause: { text: `It came in by ${names}`, at: '2026-11-23T06:00:00.000Z', by: 'Ines Keller', entryAt: null },
        alertList: sites.map(({ site }, at) => ({
          ...{ id: `a${at}`, at: '2026-11-23T05:00:00.000Z', step: null, siteId: siteIdOf(site), site, seen: false },
          text: `Look at ${site}, and at ${names}`,
        })),
        record: [
          line(1, `Opened for ${names}`),
          ...sites.map(({ site }, at) => line(at + 2, `About ${site}`, null, site)),
        ],
      });
      return material(of, {
        evidence: sites.map(({ site }) => evidence(site, 'users.jsonl')),
        runs: [
          run([], {
            sites: sites.map(({ site }) => runSite(site, { outcome })),
            stoppedWhy: `Too many failed: ${names}`,
          }),
        ],
        timeline: {
          ...{ gatheredAt: null, readings: [], markedCount: sites.length },
          beginnings: sites.map(({ site }) => ({
            siteId: entry(site).siteId,
            site,
            told: `The logs of ${site} begin in November.`,
          })),
          entryPoints: sites.map(({ site }) => entry(site)),
          marked: sites.map(({ site }) => entry(site, { what: `GET https://${site}.test/x` })),
        },
      });
    }),
);
