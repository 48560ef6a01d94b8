import type { CheckName, Confidence, Evidence } from '../../contract/findings.ts';
import type { AuditReading, Person, ReadingPart } from '../../wordpress/audit-reading.ts';
import type { FileReading } from '../../wordpress/file-reading.ts';
import type { Harm } from '../severity.ts';

/** One thing to look for. README.md beside this says how to add the next. */
export interface Check {
  name: CheckName;
  /** What it looks at. Where a part could not be read, the report says so of this check. */
  reads: readonly ReadingPart[];
  /** Reads nothing more, changes nothing, and is quick: a site may have 5,000 people. */
  find(reading: AuditReading): Found[];
}

/** What was found, in words of Resalt's own but for names. Never a hash, a token or a key. */
export interface Found {
  harm: Harm;
  /** How sure it is that this is an attacker's or a mistake, not that it is there. */
  confidence: Confidence;
  title: string;
  where: string;
  /** Unix seconds, as the site says. */
  since?: number | null;
  why: string;
  /** What it is: a finding that was accepted comes back when this changes. */
  about: Evidence;
  /** What is shown beside it and may change from day to day. */
  seen?: Evidence;
  fix: { operation: string; arguments: Evidence } | null;
  byHand: string;
}

/** `find` of a check that looks at files: it must name 'files' among what it `reads`. */
export const inFiles =
  (find: (files: FileReading, reading: AuditReading) => Found[]): Check['find'] =>
  (reading) =>
    reading.files ? find(reading.files, reading) : [];

export const named = ({ login, id }: Pick<Person, 'login' | 'id'>): string =>
  `${login || 'without a name'} (user ${id})`;

/** The person, by number and name together, loses all rights but those of a subscriber; on one blog, or on all. */
export const demoting = ({ id, login }: Pick<Person, 'login' | 'id'>, blog?: number): NonNullable<Found['fix']> => ({
  operation: 'ChangeUsers',
  arguments: { action: 'demote', userId: id, ...(login ? { login } : {}), ...(blog === undefined ? {} : { blog }) },
});

export const administratorsOf = ({ people }: AuditReading): Person[] =>
  [...people.values()].filter(({ administrator }) => administrator);

/** A blog by its number, only in a network. */
export const onBlog = ({ blogs }: AuditReading, blog: number): string => (blogs.length > 1 ? `, blog ${blog}` : '');

/** Unix seconds as ISO 8601 UTC; null where that is no moment of the calendar. */
export const moment = (seconds: number | null | undefined): string | null =>
  typeof seconds === 'number' && Math.abs(seconds) < 250_000_000_000 ? new Date(seconds * 1000).toISOString() : null;

export const day = 86_400;
