import { z } from 'zod';
import { checklist, checklistStep, stepId } from './checklist.ts';
import { outcome, runOptions } from './runs.ts';
import { label, select, siteId } from './sites.ts';

export const incidentId = z.string().regex(/^i_[A-Za-z0-9_-]{16}$/);
const moment = z.string();
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const note = z.string().trim().min(3, 'needs a note of at least 3 characters').max(4000);
/** Who did it or says it: a person's name. */
const name = label.max(100);

/**
 * open: nothing was done, or not enough. working: a run is at it. verified: its verification passed, at `at`. ticked: a named person says it
 * is done, with a note. failed: what was begun did not end well. reopened: it was done and no longer holds.
 */
export const stepStates = ['open', 'working', 'verified', 'ticked', 'failed', 'reopened'] as const;
export const stepState = z.enum(stepStates);
export type StepState = z.infer<typeof stepState>;

/** Something that was kept, by its hash: bytes in the evidence, a run, an audit, a line of the record. */
export const evidenceRef = z.object({ what: z.string().max(200), sha256, at: moment });
export type EvidenceRef = z.infer<typeof evidenceRef>;

/** How one step stands on one site, or once for all where the step is so. */
export const standing = z.object({
  siteId: siteId.nullable(),
  site: z.string().nullable(),
  state: stepState,
  /** A sentence: what was seen or done, or what is missing. Text of the site's own may be in it. */
  told: z.string().max(2000),
  by: z.string().nullable(),
  at: moment.nullable(),
  note: z.string().nullable(),
  /** The last run of the step that this site was in, and how it ended. */
  run: z.string().nullable(),
  outcome: outcome.nullable(),
  evidence: z.array(evidenceRef).max(200),
  /** It counts as done, but the last look could not see it, or saw otherwise (of what was ticked). */
  doubt: z.enum(['unseen', 'contrary']).exactOptional(),
});
export type Standing = z.infer<typeof standing>;

export const incidentStep = checklistStep.extend({
  state: stepState,
  standings: z.array(standing),
  /** Steps before it that are not done. */
  waitsFor: z.array(stepId),
});
export type IncidentStep = z.infer<typeof incidentStep>;

export const alert = z.object({
  id: z.string(),
  at: moment,
  step: stepId.nullable(),
  siteId: siteId.nullable(),
  site: z.string().nullable(),
  text: z.string().max(2000),
  seen: z.boolean(),
});
export type Alert = z.infer<typeof alert>;

/** A look after 24 hours, 7 or 30 days. */
export const recheck = z.object({
  after: z.enum(['24-hours', '7-days', '30-days']),
  dueAt: moment,
  state: z.enum(['to-come', 'due', 'done', 'failed']),
  doneAt: moment.nullable(),
  told: z.string().max(2000),
});
export type Recheck = z.infer<typeof recheck>;

const summaryShape = {
  id: incidentId,
  name,
  owner: name,
  openedAt: moment,
  closedAt: moment.nullable(),
  sites: z.array(z.object({ siteId, site: z.string(), client: z.string().nullable() })),
  /** Steps that are done on every site, and all that are not hidden. */
  done: z.number(),
  steps: z.number(),
  /** The one to do next; null where all are done. */
  next: z.object({ step: stepId, title: z.string(), why: z.string(), who: z.string() }).nullable(),
  alerts: z.number(),
  /** Looks that are due, or were not well and wait for a person. */
  due: z.number().exactOptional(),
  /** The look that comes next, or waits; null where none is left. */
  look: recheck.pick({ after: true, dueAt: true, state: true }).nullable().exactOptional(),
  /** Why the record could not be read whole. */
  damaged: z.string().nullable(),
};
export const incidentSummary = z.object(summaryShape);
export type IncidentSummary = z.infer<typeof incidentSummary>;

/** One line of the record: who did or saw what. */
export const recordLine = z.object({
  seq: z.number(),
  at: moment,
  by: z.string(),
  /** What kind of line it is, in a word (incidents/lines.ts): for machines. */
  kind: z.string().max(60).exactOptional(),
  /** In a sentence of Resalt's; text of the site's own may be in it. */
  what: z.string().max(4500),
  step: stepId.nullable(),
  siteId: siteId.nullable(),
  run: z.string().nullable(),
  /** The sites that it is about, where they are several. */
  about: z.array(siteId).max(5000).exactOptional(),
  /** What was seen on all of them stands in it, and can't be told apart by site. */
  mixed: z.literal(true).exactOptional(),
  /** What a look saw that speaks against the step, or that a person has to judge. */
  found: z.string().max(2000).exactOptional(),
  hash: sha256,
});
export type RecordLine = z.infer<typeof recordLine>;

export const incident = z.object({
  ...summaryShape,
  symptoms: z.string(),
  /** When it was noticed, by who opened it. */
  noticedAt: moment,
  checklist: checklist.omit({ steps: true }),
  steps: z.array(incidentStep),
  rechecks: z.array(recheck),
  alertList: z.array(alert),
  /** How it came about, as a person wrote it down. */
  cause: z.object({ text: z.string(), at: moment, by: z.string(), entryAt: moment.nullable() }).nullable(),
  record: z.array(recordLine),
  containment: z.object({
    /** The run that did it, or that planned it last. */
    run: z.string().nullable(),
    plan: z.string().nullable(),
    /** Sites on which it was never done. Where it was, a step of it that is reopened is done on its own. */
    toDo: z.array(siteId).exactOptional(),
  }),
});
export type Incident = z.infer<typeof incident>;

const ref = z.object({ incident: incidentId });
const sites = z.array(label).min(1).max(5000).optional();
const options = runOptions.omit({ chosen: true, order: true, rollBackOf: true, incident: true });

export const incidentProcedures = {
  open: {
    kind: 'mutation',
    input: z.object({ name, owner: name, select, symptoms: note, noticedAt: z.iso.datetime() }),
    output: incident,
  },
  list: { kind: 'query', input: z.object({}), output: z.array(incidentSummary) },
  show: { kind: 'query', input: ref, output: incident },
  /** The whole at first and after each change. */
  watch: { kind: 'subscription', input: ref, output: incident },
  addSites: { kind: 'mutation', input: ref.extend({ select }), output: incident },
  /** One run for snapshot, closing to visitors, passwords and salts, sessions, application passwords; with `dryRun` its plan. */
  contain: {
    kind: 'mutation',
    input: ref.extend({
      sites,
      options,
      /** Addresses that may see the site while it is closed. */
      allow: z
        .array(z.union([z.ipv4(), z.ipv6()]))
        .max(50)
        .default([]),
      /** `whose`: the passwords of administrators, or of all who can publish. */
      whose: z.enum(['administrators', 'publishers', 'everyone']).default('administrators'),
      /** Goes on where evidence can't be kept: what is changed then can't be shown as it was. */
      withoutEvidence: z.boolean().default(false),
      /** The plan that was shown: what was wished for it counts, not what is wished here. */
      plan: z.string().max(100).nullable().default(null),
    }),
    output: z.object({ run: z.string() }),
  },
  /**
   * Does what Resalt does in a step, one automation after the other, on all its sites or some; with `dryRun` it only plans. What is done
   * already and still holds is not done again unless `again`. `run` is the first run that began; null where only looking was to be done.
   * A step after approval wants the plan it was shown: `plan`.
   */
  run: {
    kind: 'mutation',
    input: ref.extend({
      step: stepId,
      sites,
      options,
      plan: z.string().max(100).nullable().default(null),
      again: z.boolean().default(false),
    }),
    output: z.object({
      run: z.string().nullable(),
      incident,
      /** All runs of a plan, in their order: a step may do several things. */
      plans: z.array(z.string()).optional(),
    }),
  },
  /** Verifies steps again, on demand: those given, else all that were ever done. */
  verify: {
    kind: 'mutation',
    input: ref.extend({ steps: z.array(stepId).max(200).optional(), sites }),
    output: incident,
  },
  /** A named person says that it is done. */
  tick: { kind: 'mutation', input: ref.extend({ step: stepId, sites, by: name, note }), output: incident },
  reopen: { kind: 'mutation', input: ref.extend({ step: stepId, sites, by: name, note }), output: incident },
  note: {
    kind: 'mutation',
    input: ref.extend({ by: name, note, step: stepId.nullable().default(null) }),
    output: incident,
  },
  cause: {
    kind: 'mutation',
    input: ref.extend({ by: name, text: note, entryAt: z.iso.datetime().nullable() }),
    output: incident,
  },
  alertsSeen: { kind: 'mutation', input: ref.extend({ until: z.iso.datetime() }), output: incident },
  /** Does the look that is due, or the next one now. */
  recheck: { kind: 'mutation', input: ref, output: incident },
  close: { kind: 'mutation', input: ref.extend({ by: name, note }), output: incident },
  /** A closed incident is worked on again. */
  openAgain: { kind: 'mutation', input: ref.extend({ by: name, note }), output: incident },
} as const;
