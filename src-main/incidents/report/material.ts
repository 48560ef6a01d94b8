import type { EvidenceItem } from '../../contract/evidence.ts';
import type { Incident } from '../../contract/incidents.ts';
import type { Agency } from '../../contract/reports.ts';
import type { Run } from '../../contract/runs.ts';
import type { TimelineEntry, TimelineReading } from '../../contract/timeline.ts';

/** The part of the time line that reports tell of. */
export interface ReportTimeline {
  gatheredAt: string | null;
  readings: TimelineReading[];
  /** The earliest marked entry of each site. */
  entryPoints: TimelineEntry[];
  /** Of each site in words: how far back its logs go, what was not read. Not in time lines of older Resalts. */
  beginnings?: { siteId: string; site: string; told: string }[];
  marked: TimelineEntry[];
  /** Marked entries that there are, which may be more than are here. */
  markedCount: number;
}

/** All that is known of an incident when a report is made: plain data, read by whoever asks for the report. */
export interface Material {
  incident: Incident;
  evidence: EvidenceItem[];
  /** Null where none was gathered. */
  timeline: ReportTimeline | null;
  /** What could not be read for this report, and why, in a sentence; it is then empty here. */
  couldNotRead: { kind: 'evidence' | 'timeline' | 'runs'; why: string }[];
  /** With `options.incident` of this incident, oldest first. */
  runs: Run[];
  agency: Agency;
  /** Every site that Resalt knows: names that must not come into another client's report. */
  fleet: { siteId: string; site: string; client: string | null; url: string | null }[];
  /** ISO 8601 UTC. */
  at: string;
  /** Of Resalt. */
  version: string;
}
