import { z } from 'zod';
import { doer, stepId } from './checklist.ts';
import { evidenceItem } from './evidence.ts';
import { failure } from './failures.ts';
import { alert, evidenceRef, incidentId, recheck, recordLine, standing, stepState } from './incidents.ts';
import { deed, operationName, outcome, proofResult, saltsResult, sessionsResult, stepRecord } from './runs.ts';
import { siteId } from './sites.ts';
import { timelineEntry, timelineReading } from './timeline.ts';

/** client: one page, plain words. engineer: everything. record: machine-readable, for insurers and authorities. */
export const audiences = ['client', 'engineer', 'record'] as const;
export const audience = z.enum(audiences);
export type Audience = z.infer<typeof audience>;
export const reportFormat = z.enum(['html', 'pdf', 'json']);
export type ReportFormat = z.infer<typeof reportFormat>;

const moment = z.string();

/** In whose name reports are written. */
export const agency = z.strictObject({
  name: z.string().trim().max(100).default(''),
  /** As #1a5fb4. */
  colour: z
    .string()
    .regex(/^#[0-9a-f]{6}$/i, 'is a colour such as #1a5fb4')
    .default('#1a5fb4'),
  /** Address, telephone, e-mail: as it shall stand under each report. */
  contact: z.string().trim().max(500).default(''),
});
export type Agency = z.infer<typeof agency>;

/** How it is shown; what it says stands in the text as well. */
export const tone = z.enum(['plain', 'good', 'bad', 'faint']);
export type Tone = z.infer<typeof tone>;
const cell = z.object({ text: z.string(), tone });
export type Cell = z.infer<typeof cell>;

/** A piece of a report. Text of sites' own may be in each string: escape it for where it is shown. */
export const reportBlock = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('heading'), level: z.union([z.literal(2), z.literal(3)]), text: z.string() }),
  z.object({ kind: z.literal('text'), text: z.string(), tone }),
  z.object({ kind: z.literal('list'), items: z.array(cell) }),
  z.object({ kind: z.literal('figures'), figures: z.array(z.object({ name: z.string(), value: z.string(), tone })) }),
  z.object({
    kind: z.literal('table'),
    caption: z.string(),
    /** `share`: of the width, in any unit. */
    columns: z.array(z.object({ name: z.string(), share: z.number().positive() })),
    /** `below`: long texts that go with a row, over the whole width. */
    rows: z.array(z.object({ cells: z.array(cell), below: z.array(z.string()) })),
  }),
]);
export type ReportBlock = z.infer<typeof reportBlock>;
export type TableBlock = Extract<ReportBlock, { kind: 'table' }>;

/** A report before it becomes HTML or PDF; as JSON it is this, but for the record's, which is `recordReport`. */
export const reportDocument = z.object({
  schema: z.literal('resalt-incident-report'),
  version: z.literal(1),
  audience,
  title: z.string(),
  subtitle: z.string(),
  madeAt: moment,
  /** As "Resalt 0.1.0". */
  madeBy: z.string(),
  agency,
  blocks: z.array(reportBlock),
  /** The whole of every hash that stands shortened in the text. */
  hashes: z.array(evidenceRef),
  foot: z.array(z.string()),
});
export type ReportDocument = z.infer<typeof reportDocument>;

/** One run as the record tells it: no plan, nothing of an inspection. */
const reportRun = z.object({
  id: z.string(),
  operation: operationName,
  step: z.string().nullable(),
  dryRun: z.boolean(),
  state: z.enum(['running', 'cancelling', 'interrupted', 'finished']),
  startedAt: moment,
  endedAt: moment.nullable(),
  stoppedWhy: z.string().nullable(),
  sites: z.array(
    z.object({
      siteId,
      site: z.string(),
      outcome: outcome.nullable(),
      startedAt: moment.nullable(),
      ms: z.number().nullable(),
      steps: z.array(stepRecord),
      salts: saltsResult.nullable(),
      sessions: sessionsResult.nullable(),
      proof: proofResult.nullable(),
      deeds: z.array(deed),
      warnings: z.array(z.string()),
      failure: failure.nullable(),
    }),
  ),
});
export type ReportRun = z.infer<typeof reportRun>;

const reportStep = z.object({
  id: stepId,
  title: z.string(),
  who: doer,
  per: z.enum(['site', 'incident']),
  state: stepState,
  /** Verified or ticked on every site; false wherever anything is missing. */
  done: z.boolean(),
  standings: z.array(standing),
});

/** What an insurer's or an authority's machine reads. Every part of it is a copy of what stands in the sealed record, the runs and the evidence. */
export const recordReport = z
  .object({
    schema: z.literal('resalt-incident-record'),
    version: z.literal(1),
    madeAt: moment,
    madeBy: z.string(),
    agency: agency.pick({ name: true, contact: true }),
    /** Whose sites it is about; null: all of the incident. */
    client: z.string().nullable(),
    /** What is left out of it on purpose, a sentence each. */
    leftOut: z.array(z.string()),
    incident: z.object({
      id: incidentId,
      name: z.string(),
      owner: z.string(),
      openedAt: moment,
      noticedAt: moment,
      closedAt: moment.nullable(),
      symptoms: z.string(),
      cause: z.object({ text: z.string(), at: moment, by: z.string(), entryAt: moment.nullable() }).nullable(),
      /** Why the record could not be read whole; null where it could. */
      damaged: z.string().nullable(),
    }),
    sites: z.array(z.object({ siteId, site: z.string(), client: z.string().nullable() })),
    checklist: z.object({
      edition: z.number(),
      revision: z.number(),
      hidden: z.array(z.object({ id: stepId, title: z.string(), reason: z.string() })),
    }),
    steps: z.array(reportStep),
    /** Each step that is not done, on each site where it is not. */
    notDone: z.array(
      z.object({ id: stepId, title: z.string(), site: z.string().nullable(), state: stepState, told: z.string() }),
    ),
    alerts: z.array(alert),
    rechecks: z.array(recheck),
    evidence: z.array(evidenceItem),
    /** Null where none was gathered. `entries`: how many there are; here stand only those that are marked. */
    timeline: z
      .object({
        gatheredAt: moment.nullable(),
        entries: z.number(),
        readings: z.array(timelineReading),
        entryPoints: z.array(timelineEntry),
        /** Of each site in words: how far back its logs go, what was not read. */
        beginnings: z
          .array(z.object({ siteId: z.string(), site: z.string(), told: z.string().max(1000) }))
          .exactOptional(),
        marked: z.array(timelineEntry),
        /** Marked entries that there are; more than stand here where they are too many. */
        markedCount: z.number(),
      })
      .nullable(),
    runs: z.array(reportRun),
    /** `withheld`: the line is about another client's site; its number, time and hash stay. */
    record: z.array(recordLine.extend({ withheld: z.boolean() })),
    /** Hash of the last line: it stands for all lines before it. Null without lines. */
    head: recordLine.shape.hash.nullable(),
    hashes: z.array(evidenceRef),
  })
  .refine(
    ({ steps }) =>
      steps.every(({ done, state, standings }) => !done || [state, ...standings.map((one) => one.state)].every(isDone)),
    { path: ['steps'], message: 'a step is called done that is not' },
  )
  .refine(({ steps, notDone }) => steps.every(({ id, done }) => done !== notDone.some((open) => open.id === id)), {
    path: ['notDone'],
    message: 'a step that is not done is missing among those that are not, or one that is stands there',
  });
export type RecordReport = z.infer<typeof recordReport>;

const isDone = (state: z.infer<typeof stepState>): boolean => state === 'verified' || state === 'ticked';

const ref = z.object({ incident: incidentId });

export const reportProcedures = {
  /** Makes a report of what is known now and notes it in the incident's record with its hash. `client`: of the sites of that client only. */
  make: {
    kind: 'mutation',
    input: ref.extend({ audience, format: reportFormat, client: z.string().max(200).nullable().default(null) }),
    output: z.object({
      name: z.string(),
      type: z.string(),
      base64: z.string(),
      sha256: z.string(),
      at: z.string(),
    }),
  },
  /** A note to fill in and send: to the client, to the team, to an authority. */
  note: {
    kind: 'query',
    input: ref.extend({
      to: z.enum(['client', 'team', 'authority']),
      client: z.string().max(200).nullable().default(null),
    }),
    output: z.object({ subject: z.string(), text: z.string() }),
  },
  getAgency: { kind: 'query', input: z.object({}), output: agency },
  setAgency: { kind: 'mutation', input: z.object({ agency }), output: agency },
} as const;
