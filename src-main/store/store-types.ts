import type { OwnChecklist } from '../contract/checklist.ts';
import type { Failure } from '../contract/failures.ts';
import type { Inspection } from '../contract/inspection.ts';
import type { Settings } from '../contract/procedures.ts';
import type { Agency } from '../contract/reports.ts';
import type { SessionPolicy } from '../contract/session-policies.ts';
import type { Site } from '../contract/sites.ts';
import type { Checksums } from './checksums.ts';
import type { Closing } from './closings.ts';
import type { LookToCome } from './looks-to-come.ts';
import type { KeptPolicy } from './policies.ts';

/** All that Resalt keeps on disk besides secrets. Writes have reached the disk when they return or resolve. */
export interface Store {
  sites: Sites;
  settings: SettingsFile;
  knowledge: KnowledgeFile;
  policies: Policies;
  looksToCome: LooksToCome;
  ownChecklist: OwnChecklistFile;
  agency: AgencyFile;
  closings: Closings;
  hostKeys: HostKeyPins;
  inspections: Inspections;
  checksums: Checksums;
  journals: Journals;
  auditTrail: AuditTrail;
  /** Waits for what is being written, then gives the data folder back. */
  close(): Promise<void>;
}

export interface Sites {
  /** In the order in which they were added. */
  list(): readonly Site[];
  get(id: string): Site | undefined;
  byName(name: string): Site | undefined;
  /** One write for all, by id. INPUT_INVALID, and nothing written, where two sites would share a name. */
  upsertMany(sites: readonly Site[]): void;
  /** One write for all. Returns those that were there, so that the caller can forget their credentials. */
  remove(ids: readonly string[]): Site[];
}

export interface SettingsFile {
  get(): Settings;
  set(changes: Partial<Settings>): Settings;
}

/** Where the vault has what the agency knows (audit/agency-knowledge.ts); null where nothing was said yet. */
export interface KnowledgeFile {
  get(): string | null;
  set(credential: string): void;
}

/** Looks at incidents that are to come or due, readable while the vault is locked. */
export interface LooksToCome {
  /** As they were when the vault was last unlocked. */
  list(): readonly LookToCome[];
  /** Writes only what is different. */
  set(looks: readonly LookToCome[]): void;
}

/** What the agency changed of the checklist of incidents. */
export interface OwnChecklistFile {
  /** `revision` 0: nothing was said yet. */
  get(): { revision: number; own: OwnChecklist };
  /** A revision more, also where nothing is different. */
  set(own: OwnChecklist): void;
}

/** In whose name reports are written. */
export interface AgencyFile {
  get(): Agency;
  set(agency: Agency): void;
}

export interface Policies {
  /** In the order in which they were added. */
  list(): readonly KeptPolicy[];
  get(id: string): KeptPolicy | undefined;
  /** By id. INPUT_INVALID, and nothing written, where two would share a name. */
  save(policy: SessionPolicy): void;
  /** Nothing where the policy is gone. */
  swept(id: string, sweep: { run: string; at: string }): void;
  /** One was due then and did not begin. Nothing where the policy is gone. */
  missed(id: string, missed: { at: string; failure: Failure }): void;
  /** False where there was none. */
  remove(id: string): boolean;
}

/** Sites that Resalt has closed to visitors, one each. */
export interface Closings {
  list(): readonly Closing[];
  get(siteId: string): Closing | undefined;
  /** In the place of an earlier one of that site. */
  save(closing: Closing): void;
  /** Nothing where there is none. */
  remove(siteId: string): void;
}

/** `blob` is the server's public key as it goes over the wire; `fingerprint` is OpenSSH's `SHA256:…` of it. */
export interface HostKey {
  keyType: string;
  fingerprint: string;
  blob: Uint8Array;
}
export interface HostKeyPin {
  host: string;
  port: number;
  keyType: string;
  fingerprint: string;
  /** Base64. */
  blob: string;
  /** ISO 8601, UTC. */
  trustedAt: string;
}
export interface HostKeyPins {
  /** Judges by the bytes of the key. Another type than the pinned one is `changed` too: ask for the pinned type. */
  check(host: string, port: number, keyType: string, blob: Uint8Array): 'trusted' | 'unknown' | 'changed';
  /** The type pinned for this server, to be asked for first; empty where nothing is pinned. */
  pinnedTypes(host: string, port: number): readonly string[];
  get(host: string, port: number): HostKeyPin | undefined;
  /** One write for all. HOST_KEY_CHANGED, nothing written, where another key is pinned and `replace` is not set. */
  trust(keys: readonly (HostKey & { host: string; port: number })[], options?: { replace?: boolean }): void;
  remove(host: string, port: number): boolean;
}

export interface Inspections {
  /** The latest one of a site; null where there is none or its file is damaged (see `damaged`). */
  latest(siteId: string): Inspection | null;
  put(inspection: Inspection): Promise<void>;
  remove(siteIds: readonly string[]): Promise<void>;
  /** Names of files that could not be read; a new inspection of the site replaces them. */
  damaged(): readonly string[];
}

/** What a log on disk holds: every record up to the first damage, which is reported, never passed over. */
export interface LogContent<Entry> {
  records: Entry[];
  /** The last line was cut by a crash before it was acknowledged; it is left out. */
  torn: boolean;
  /** The first line (from 1) that is not as it was written. What comes after it is not in `records`. */
  damaged: { line: number; why: string } | null;
}

export interface Journals {
  /** Resolves when the record is on the disk; order as called. The record is JSON without secrets. `lazily`: see log-file.ts. */
  append(runId: string, record: unknown, how?: { lazily?: boolean }): Promise<void>;
  read(runId: string): Promise<LogContent<unknown>>;
  /** Newest first. */
  list(): Promise<{ runId: string; bytes: number; changedAt: Date }[]>;
  /** What was kept of a journal of this length (digests.ts); null where nothing was. */
  digest(runId: string, journalBytes: number): Promise<unknown>;
  keepDigest(runId: string, journalBytes: number, digest: unknown): Promise<void>;
  /** Closes the file of a run whose last record is written. Appending opens it again. */
  finish(runId: string): Promise<void>;
}

export interface AuditEntry {
  /** The person, as the operating system or the command line names them. */
  who: string;
  /** Noun and verb: `site.loggedOut`, `vault.unlocked`. */
  what: string;
  siteId?: string;
  runId?: string;
  details: Readonly<Record<string, unknown>>;
}
export interface AuditLine extends AuditEntry {
  seq: number;
  at: string;
  prev: string;
  hash: string;
}
export interface AuditTrail {
  append(entry: AuditEntry): Promise<void>;
  read(): Promise<LogContent<AuditLine>>;
  /** Walks the chain from the first line. `broken` is the first line (from 1) that was changed, removed or added. */
  verify(): Promise<{ lines: number; broken: { line: number; why: string } | null; torn: boolean }>;
}
