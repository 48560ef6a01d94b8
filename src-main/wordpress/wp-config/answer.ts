import type { FailureCode } from '../../contract/failures.ts';
import type { ByteString } from '../byte-string.ts';
import type { ComparedName, OtherKeyName, SaltName } from '../salts.ts';
import type { World } from './world.ts';

/** What the caller saw at a path. `realPath` is where symlinks lead: PHP's __DIR__ speaks of that. */
export type FileFact = { bytes: Buffer; realPath?: string } | 'absent' | 'unreadable';
export type Files = ReadonlyMap<string, FileFact>;

/** A constant as it is when wp-settings.php is loaded, as PHP would turn it into a string (true is '1'). */
export type ConstantValue = { value: ByteString } | { unknown: string };

/** Where one of the eight comes from. For a person, except `range`; never its value. */
export interface SaltOrigin {
  how: 'literal' | 'env-file' | 'absent' | 'duplicate-of' | 'placeholder' | 'elsewhere' | 'conditional';
  path: string | null;
  /** Counted from 1. */
  line: number | null;
  /** Bytes of the literal, quotes included. */
  range: { start: number; end: number } | null;
  /** Where it comes from, and for `elsewhere` who can change it. */
  sentence: string;
  duplicateOf: ComparedName | null;
  /** Each possibility, when it depends on a condition; empty otherwise. */
  branches: SaltOrigin[];
}

export interface Understood {
  kind: 'understood';
  /** The configuration that WordPress loads: the entry, or the one a folder up. */
  entry: string;
  salts: Record<SaltName, SaltOrigin>;
  /** Every constant that the configuration defines, SECRET_KEY and SECRET_SALT included. */
  constants: Map<string, ConstantValue>;
  tablePrefix: ByteString | null | { unknown: string };
  /** What a person should know before trusting this reading. */
  notes: string[];
  /** For rotate() only: every way in which PHP may run the configuration. */
  worlds: readonly World[];
  files: Files;
  options: Options;
}

export interface Refused {
  kind: 'refused';
  failure: { code: FailureCode; message: string };
}

export type Answer = { kind: 'needs'; paths: string[] } | Refused | Understood;

export interface Options {
  /** The folder of wp-load.php and wp-settings.php, which is ABSPATH; by default the entry's folder. */
  siteRoot?: string;
}

/** One file to write. `before` is what was read: compare it with the live file first. */
export interface Edit {
  path: string;
  before: Buffer;
  after: Buffer;
}

/** One of the other keys that were asked for. `reason`: why it stays as it is; null where it gets a new value. */
export interface OtherKey {
  name: OtherKeyName;
  reason: string | null;
}

export interface Rotated {
  kind: 'rotated';
  edits: Edit[];
  rotated: SaltName[];
  repaired: string[];
  warnings: string[];
  after: Understood;
  /** Empty or absent where none were asked for. */
  others?: OtherKey[];
  /** New salts as rows of the database, for a site whose salts are there and whose files can't take constants. */
  rows?: Readonly<Record<string, string>>;
  /** Rows of the database that mean nothing any more once the files are written. */
  staleRows?: readonly string[];
}

export type Rotation = Rotated | Refused;
