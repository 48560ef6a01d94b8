import { z } from 'zod';
import { acceptanceProcedures, administratorProcedures } from './agreements.ts';
import { checklistProcedures } from './checklist.ts';
import { driftProcedures } from './drift.ts';
import { evidenceProcedures } from './evidence.ts';
import { auditProcedures } from './findings.ts';
import { fleetEvent, runEvent, siteRow, vaultStatus } from './fleet.ts';
import { incidentProcedures } from './incidents.ts';
import { knownAuditProcedures } from './known-audits.ts';
import { newPasswordProcedures } from './new-passwords.ts';
import { orderProcedures } from './orders.ts';
import { peopleProcedures } from './people.ts';
import { reportProcedures } from './reports.ts';
import { oldFile, run, runOptions, runSummary, startRun } from './runs.ts';
import { policyProcedures, sessionKnowledge } from './session-policies.ts';
import { sessionProcedures } from './sessions.ts';
import { importReport, label, select, siteTest } from './sites.ts';
import { timelineProcedures } from './timeline.ts';

const passphrase = z.string().min(1).max(1024);
const newPassphrase = z.string().min(10, 'needs at least 10 characters').max(1024);
const nothing = z.object({});
const runRef = z.object({ run: z.string().regex(/^r_[A-Za-z0-9_-]{6,60}$/) });

export const settings = z.object({
  /** Minutes without a call from a person after which the vault locks; 0 never. */
  lockAfterMinutes: z.number().int().min(0).max(1440),
  concurrency: z.number().int().min(1).max(200),
  /** Sites whose plugins keep secrets under the salts: warned of, or left out of a run that rotates; unless the run says. */
  encryptingPlugins: z.enum(['warn', 'leave-out']),
  /** Days after a run for which the files that it replaced stay in the vault. */
  keepOldFilesDays: z.number().int().min(1).max(3650),
});
export type Settings = z.infer<typeof settings>;

/** Every procedure with its input and output: what a schema does not declare does not leave the engine. */
export const procedures = {
  app: {
    info: {
      kind: 'query',
      input: nothing,
      output: z.object({
        version: z.string(),
        dataDir: z.string(),
        carrier: z.enum(['desktop', 'browser', 'command-line']),
      }),
    },
  },
  vault: {
    status: { kind: 'query', input: nothing, output: vaultStatus },
    create: {
      kind: 'mutation',
      input: z.object({ passphrase: newPassphrase.optional(), keychain: z.boolean() }),
      output: vaultStatus,
    },
    unlock: {
      kind: 'mutation',
      input: z.union([z.object({ passphrase }), z.object({ keychain: z.literal(true) })]),
      output: vaultStatus,
    },
    lock: { kind: 'mutation', input: nothing, output: vaultStatus },
    changePassphrase: {
      kind: 'mutation',
      input: z.object({ current: passphrase, next: newPassphrase }),
      output: vaultStatus,
    },
    setKeychain: { kind: 'mutation', input: z.object({ use: z.boolean() }), output: vaultStatus },
  },
  sites: {
    list: { kind: 'query', input: z.object({ select }), output: z.array(siteRow) },
    import: {
      kind: 'mutation',
      input: z.object({ format: z.enum(['csv', 'json']), text: z.string().max(20_000_000) }),
      output: importReport,
    },
    /** Refused where one is closed to visitors by Resalt, unless `closedToo`: then it stays closed. */
    remove: {
      kind: 'mutation',
      input: z.object({ select, closedToo: z.boolean().default(false) }),
      output: z.object({ removed: z.array(z.string()) }),
    },
    test: { kind: 'mutation', input: z.object({ select }), output: z.array(siteTest) },
    /** Pins the host keys that answer now. With `fingerprints`, only keys among them are pinned, others are refused. */
    trust: {
      kind: 'mutation',
      input: z.object({
        select,
        fingerprints: z.array(z.string().max(200)).max(5000).optional(),
        replaceChanged: z.boolean().default(false),
      }),
      output: z.array(siteTest),
    },
  },
  sessions: sessionProcedures,
  audit: { ...auditProcedures, ...knownAuditProcedures, ...acceptanceProcedures, ...driftProcedures },
  administrators: administratorProcedures,
  people: peopleProcedures,
  /** What the agency knows of its people and their addresses; it is sealed by the vault. */
  knowledge: {
    get: { kind: 'query', input: nothing, output: sessionKnowledge },
    /** Only what is given changes. INPUT_INVALID names the first entry that is no address or range. */
    set: { kind: 'mutation', input: sessionKnowledge.partial().strict(), output: sessionKnowledge },
  },
  policies: policyProcedures,
  /** Closing what an audit found, and other changes to users, keys, files and settings. */
  orders: orderProcedures,
  newPasswords: newPasswordProcedures,
  /** Breaches that are worked through. */
  incidents: incidentProcedures,
  timeline: timelineProcedures,
  checklist: checklistProcedures,
  reports: reportProcedures,
  evidence: evidenceProcedures,
  runs: {
    start: { kind: 'mutation', input: startRun, output: z.object({ run: z.string() }) },
    list: { kind: 'query', input: nothing, output: z.array(runSummary) },
    show: { kind: 'query', input: runRef, output: run },
    cancel: { kind: 'mutation', input: runRef, output: runSummary },
    /** Goes on with an interrupted run: settles what is uncertain, then does what is waiting. */
    resume: { kind: 'mutation', input: runRef, output: z.object({ run: z.string() }) },
    /** Only what failed, was unreachable, uncertain or cancelled, from the step where it stood. */
    retry: {
      kind: 'mutation',
      input: runRef.extend({ sites: z.array(label).max(5000).optional() }),
      output: z.object({ run: z.string() }),
    },
    /** A new run that puts the old files back, if they still are what that run wrote, and ends all sessions. */
    rollback: {
      kind: 'mutation',
      input: runRef.extend({ sites: z.array(label).max(5000).optional(), options: runOptions }),
      output: z.object({ run: z.string() }),
    },
    /** Saves the files that a run replaced, as they were before it, into a folder of this machine. Not from a browser. */
    saveOldFiles: {
      kind: 'mutation',
      input: runRef.extend({ sites: z.array(label).max(5000).optional(), folder: z.string().min(1).max(1000) }),
      output: z.array(oldFile),
    },
    watch: { kind: 'subscription', input: runRef, output: runEvent },
  },
  fleet: {
    watch: { kind: 'subscription', input: nothing, output: fleetEvent },
  },
  settings: {
    get: { kind: 'query', input: nothing, output: settings },
    set: { kind: 'mutation', input: settings.partial(), output: settings },
  },
} as const;
export type Procedures = typeof procedures;
