import type { SiteDraft, SiteSecrets } from './site-draft.ts';

/** The columns of an import file, as promised to users (DESIGN, "Command line"). Their order in a file is free. */
export const columns = [
  'name',
  'url',
  'client',
  'tags',
  'path',
  'ssh_host',
  'ssh_port',
  'ssh_user',
  'ssh_key',
  'ssh_key_passphrase',
  'ssh_password',
  'ssh_jump',
  'db_host',
  'db_port',
  'db_user',
  'db_password',
  'db_name',
  'table_prefix',
] as const;
export type Column = (typeof columns)[number];

/** Where a secret stands; these cells are taken byte for byte, the others lose the spaces around them. */
const secretColumns: readonly string[] = ['ssh_key_passphrase', 'ssh_password', 'db_password'] satisfies Column[];

export const isColumn = (name: string): name is Column => (columns as readonly string[]).includes(name);
export const isSecret = (column: Column): boolean => secretColumns.includes(column);

/** One row as it stands in the file: only cells with something in them. */
export interface FileRow {
  /** As a spreadsheet numbers it: the header is row 1. In JSON the first site is row 1. */
  row: number;
  cells: Map<Column, string>;
  /** Why this row can't be taken, already known from its form; null when it reads well. */
  malformed: string | null;
}

export interface RejectedRow {
  row: number;
  /** null where there is none, or none that may be shown. */
  name: string | null;
  /** One sentence: the column and what is the matter with it, never what stands in it. */
  reason: string;
}

export interface AcceptedRow {
  row: number;
  draft: SiteDraft;
  secrets: SiteSecrets;
}

export interface FileRows {
  rows: FileRow[];
  /** What is the matter with the file itself, so that it belongs to no row of a site. */
  rejected: RejectedRow[];
}
