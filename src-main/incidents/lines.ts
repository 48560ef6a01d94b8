import { z } from 'zod';
import { checklist, stepId, verification } from '../contract/checklist.ts';
import { evidenceRef } from '../contract/incidents.ts';
import { audience, reportFormat } from '../contract/reports.ts';
import { outcome } from '../contract/runs.ts';
import { siteId } from '../contract/sites.ts';

const moment = z.string();
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const text = z.string().max(4500);
/** Which sites; null: once for all, or all sites that the incident had then. */
const siteIds = z.array(siteId).max(5000).nullable();
export const incidentSite = z.object({ siteId, site: z.string(), client: z.string().nullable() });
const sites = z.array(incidentSite).max(5000);

/** Of every line: when, and who did or saw it (a person's name, or "Resalt"). */
const line = { at: moment, by: z.string().max(200) };

/** What the record of an incident holds, a line each. The incident is nothing but these, read in order, and the runs that belong to it. */
export const incidentLine = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('opened'),
    ...line,
    ...{ name: z.string(), owner: z.string(), symptoms: text, noticedAt: moment, sites },
    checklist,
  }),
  z.object({ kind: z.literal('sites-added'), ...line, sites }),
  /** An automation of a step begins; `part`: which one, null of the containment; `run`: null where it only looks. */
  z.object({
    kind: z.literal('begun'),
    ...line,
    ...{ step: stepId, part: z.number().int().nullable(), siteIds, run: z.string().nullable() },
  }),
  z.object({
    kind: z.literal('ended'),
    ...line,
    ...{ step: stepId, part: z.number().int().nullable(), run: z.string().nullable() },
    /** `siteId` null: of a step that is done once for all. */
    sites: z.array(z.object({ siteId: siteId.nullable(), outcome: outcome.nullable(), told: z.string().max(2000) })),
  }),
  /** `holds` null: it could not be looked at, `told` says why. */
  z.object({
    kind: z.literal('verified'),
    ...line,
    ...{ step: stepId, siteId: siteId.nullable(), holds: z.boolean().nullable(), told: z.string().max(2000) },
    evidence: z.array(evidenceRef).max(200),
    /** What each of the step's verifications said. */
    parts: z
      .array(z.object({ verification, holds: z.boolean().nullable(), told: z.string().max(2000) }))
      .max(10)
      .default([]),
  }),
  z.object({ kind: z.literal('ticked'), ...line, step: stepId, siteIds, note: text }),
  z.object({ kind: z.literal('reopened'), ...line, step: stepId, siteIds, why: text }),
  z.object({ kind: z.literal('note'), ...line, step: stepId.nullable(), note: text }),
  z.object({ kind: z.literal('cause'), ...line, text, entryAt: moment.nullable() }),
  z.object({
    kind: z.literal('alert'),
    ...line,
    ...{ id: z.string().max(60), step: stepId.nullable(), siteId: siteId.nullable(), text: z.string().max(2000) },
  }),
  /** All alerts up to then. */
  z.object({ kind: z.literal('alerts-seen'), ...line, until: moment }),
  /** Pieces of evidence of a site, written and hashed. */
  z.object({
    kind: z.literal('evidence-kept'),
    ...line,
    ...{ siteId, run: z.string().nullable(), pieces: z.number().int(), told: z.string().max(2000) },
    evidence: z.array(evidenceRef).max(200),
  }),
  z.object({
    kind: z.literal('recheck-due'),
    ...line,
    ...{ after: z.enum(['24-hours', '7-days', '30-days']), dueAt: moment },
  }),
  z.object({
    kind: z.literal('recheck-done'),
    ...line,
    ...{ after: z.enum(['24-hours', '7-days', '30-days']), ok: z.boolean(), told: z.string().max(2000) },
  }),
  z.object({ kind: z.literal('reported'), ...line, audience, format: reportFormat, sha256 }),
  /** The time line was read and kept. */
  z.object({ kind: z.literal('gathered'), ...line, entries: z.number().int(), sha256: sha256.nullable() }),
  z.object({ kind: z.literal('closed'), ...line, note: text }),
  z.object({ kind: z.literal('opened-again'), ...line, note: text }),
]);
export type IncidentLine = z.infer<typeof incidentLine>;
export type IncidentSite = z.infer<typeof incidentSite>;

type Without<T, K extends string> = T extends unknown ? Omit<T, K> : never;
/** A line to be written: its time is now unless said, and Resalt itself did or saw it unless somebody is named. */
export type NewLine = Without<z.input<typeof incidentLine>, 'at' | 'by'> & { at?: string; by?: string };

/** The steps that are done by the line itself: by opening the incident, and by writing down the cause. */
export const openingStep = 'open';
export const causeStep = 'entry-point';

/** What another Resalt wrote: it is shown, and changes nothing. */
const unknownLine = z.object({ kind: z.string().max(60), at: moment.catch(''), by: z.string().catch('') });
export type UnknownLine = z.infer<typeof unknownLine> & { unknown: true };

/** Never fails: a line that this Resalt can't read stands there as one. */
export function readIncidentLine(raw: unknown): IncidentLine | UnknownLine {
  const { data } = incidentLine.safeParse(raw);
  if (data) return data;
  const { kind, at, by } = unknownLine.safeParse(raw).data ?? { kind: 'unknown', at: '', by: '' };
  return { unknown: true, kind, at, by };
}
