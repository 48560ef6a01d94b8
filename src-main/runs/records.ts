import { z } from 'zod';
import { failure } from '../contract/failures.ts';
import { inspection } from '../contract/inspection.ts';
import {
  deed,
  operationName,
  outcome,
  proofResult,
  runOptions,
  saltsResult,
  sessionsResult,
  stepRecord,
  warning,
} from '../contract/runs.ts';
import { siteId } from '../contract/sites.ts';
import { marks } from '../operations/story.ts';

const at = z.string();
const ofSite = { siteId, at };

/** What the journal of a run holds, a line each. The run's state is nothing but these, read in order. */
export const runRecord = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('run.started'),
    at,
    id: z.string(),
    operation: operationName,
    options: runOptions,
    waves: z.array(z.number()),
    sites: z.array(
      z.object({
        siteId,
        site: z.string(),
        client: z.string().nullable(),
        url: z.string().nullable(),
        wave: z.number(),
      }),
    ),
  }),
  z.object({ kind: z.literal('run.resumed'), at, sites: z.array(siteId) }),
  z.object({ kind: z.literal('run.cancelling'), at, why: z.string() }),
  z.object({ kind: z.literal('run.ended'), at, stoppedWhy: z.string().nullable() }),
  z.object({ kind: z.literal('site.started'), ...ofSite }),
  z.object({ kind: z.literal('site.step'), ...ofSite, name: z.string() }),
  z.object({ kind: z.literal('site.stepped'), ...ofSite, step: stepRecord }),
  z.object({ kind: z.literal('site.marked'), ...ofSite, marks }),
  z.object({ kind: z.literal('site.warned'), ...ofSite, warning }),
  z.object({ kind: z.literal('site.planned'), ...ofSite, sentence: z.string() }),
  z.object({
    kind: z.literal('site.ended'),
    ...ofSite,
    outcome,
    ms: z.number(),
    salts: saltsResult.nullable(),
    sessions: sessionsResult.nullable(),
    proof: proofResult.nullable(),
    deeds: z.array(deed).optional(),
    failure: failure.nullable(),
    inspection: inspection.nullable(),
  }),
]);
export type RunRecord = z.infer<typeof runRecord>;
