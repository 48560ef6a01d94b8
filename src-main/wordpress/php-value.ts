import type { ByteString } from './byte-string.ts';
import { bytesToString } from './byte-string.ts';

/**
 * Values as PHP's serialize() wrote them, read without ever making an object: objects, enums and references stay
 * `opaque`. `start` and `end` are byte offsets into the bytes that were read.
 */
export type PhpValue = { start: number; end: number } & (
  | { kind: 'null' }
  | { kind: 'bool'; value: boolean }
  | { kind: 'int'; value: number }
  | { kind: 'float'; value: number }
  | { kind: 'string'; value: ByteString }
  | { kind: 'array'; entries: PhpEntry[] }
  | { kind: 'opaque'; what: 'object' | 'enum' | 'reference' }
);
/** One entry of an array; `start` is where its key begins, `end` where its value ends. */
export interface PhpEntry {
  key: ByteString;
  start: number;
  end: number;
  value: PhpValue;
}
export type PhpReading = { ok: true; value: PhpValue; references: boolean } | { ok: false; problem: string };

const limits = { bytes: 16 * 1024 * 1024, depth: 64, values: 200_000 };

/**
 * Reads one serialized value. What PHP would not unserialise, what is deeper than 64 levels, larger than 16 MB or has
 * more than 200,000 values comes back as a problem, never as an exception. White space around it is ignored, as
 * WordPress's maybe_unserialize() does. With `tail` ignored also what stands after its end, as PHP's unserialize() does.
 */
export function readPhpValue(bytes: Buffer, tail: 'refused' | 'ignored' = 'refused'): PhpReading {
  if (bytes.length > limits.bytes) return { ok: false, problem: 'is larger than Resalt reads (16 MB)' };
  const text = bytesToString(bytes);
  const start = /^[ \t\n\r\0\v]*/.exec(text)?.[0].length ?? 0;
  const reader = { text, at: start, values: 0, references: false };
  try {
    const value = readValue(reader, 0);
    if (tail === 'refused' && /[^ \t\n\r\0\v]/.test(text.slice(reader.at)))
      return { ok: false, problem: 'has bytes after its end' };
    return { ok: true, value, references: reader.references };
  } catch (error) {
    if (error instanceof Unreadable) return { ok: false, problem: error.message };
    throw error;
  }
}

/** An array's entries as PHP sees them: of a key that stands twice the last value counts. */
export function entriesOf(value: PhpValue): Map<ByteString, PhpValue> {
  return new Map(value.kind === 'array' ? value.entries.map((entry) => [entry.key, entry.value]) : []);
}

/** Whether there is an object, an enum or a reference in it, of which only PHP knows what it is. */
export function holdsOpaque(value: PhpValue): boolean {
  return value.kind === 'opaque' || (value.kind === 'array' && value.entries.some((entry) => holdsOpaque(entry.value)));
}

/** PHP's idea of true, for what a site may have stored. Objects are true. */
export function isTruthy(value: PhpValue | undefined): boolean {
  if (value === undefined || value.kind === 'null') return false;
  if (value.kind === 'opaque') return true;
  if (value.kind === 'array') return value.entries.length > 0;
  if (value.kind === 'string') return value.value !== '' && value.value !== '0';
  return Boolean(value.value) || Number.isNaN(value.value);
}

/** What Resalt writes: text is stored as UTF-8, whole numbers as int. */
export type Writable = string | number | boolean | null | ReadonlyMap<string | number, Writable>;

export function writePhpValue(value: Writable): Buffer {
  if (value === null) return Buffer.from('N;');
  if (typeof value === 'boolean') return Buffer.from(`b:${value ? 1 : 0};`);
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw new RangeError('Only whole numbers are written to a site.');
    return Buffer.from(`i:${value};`);
  }
  if (typeof value === 'string') {
    const text = Buffer.from(value, 'utf8');
    return Buffer.concat([Buffer.from(`s:${text.length}:"`), text, Buffer.from('";')]);
  }
  const entries = [...value].flatMap(([key, item]) => [writePhpValue(key), writePhpValue(item)]);
  return Buffer.concat([Buffer.from(`a:${value.size}:{`), ...entries, Buffer.from('}')]);
}

class Unreadable extends Error {}

interface Reader {
  text: string;
  at: number;
  values: number;
  references: boolean;
}

function take(reader: Reader, pattern: RegExp): RegExpExecArray {
  pattern.lastIndex = reader.at;
  const found = pattern.exec(reader.text);
  if (!found) throw new Unreadable(`is not serialized PHP at byte ${reader.at}`);
  reader.at = pattern.lastIndex;
  return found;
}

/** The bytes between quotes whose count was written before them. */
function takeCounted(reader: Reader, length: number, open: string, close: string): ByteString {
  const from = reader.at + open.length;
  const to = from + length;
  const fits = to + close.length <= reader.text.length;
  if (!fits || !reader.text.startsWith(open, reader.at) || !reader.text.startsWith(close, to)) {
    throw new Unreadable(`has a wrong length at byte ${reader.at}`);
  }
  reader.at = to + close.length;
  return reader.text.slice(from, to);
}

function readValue(reader: Reader, depth: number): PhpValue {
  if (depth > limits.depth) throw new Unreadable(`is deeper than ${limits.depth} levels`);
  if (++reader.values > limits.values) throw new Unreadable('holds more values than Resalt reads');
  const start = reader.at;
  const value = readKind(reader, depth);
  return { ...value, start, end: reader.at } as PhpValue;
}

// Made once: a pattern written inside a function is compiled at every call.
const nullMark = /N;/y;
const boolMark = /b:([01]);/y;
const intMark = /i:([+-]?\d{1,20});/y;
const floatMark = /d:(NAN|-?INF|[+-]?[\d.]+(?:[eE][+-]?\d+)?);/y;
const stringMark = /s:\+?(\d{1,9}):/y;
const arrayMark = /a:\+?(\d{1,9}):/y;

type Unplaced<T> = T extends unknown ? Omit<T, 'start' | 'end'> : never;

function readKind(reader: Reader, depth: number): Unplaced<PhpValue> {
  switch (reader.text[reader.at]) {
    case 'N':
      take(reader, nullMark);
      return { kind: 'null' };
    case 'b':
      return { kind: 'bool', value: take(reader, boolMark)[1] === '1' };
    case 'i':
      return { kind: 'int', value: Number(take(reader, intMark)[1]) };
    case 'd':
      return { kind: 'float', value: phpFloat(take(reader, floatMark)[1] ?? '') };
    case 's':
      return { kind: 'string', value: takeCounted(reader, takeLength(reader, stringMark), '"', '";') };
    case 'a':
      return { kind: 'array', entries: readEntries(reader, takeLength(reader, arrayMark), depth) };
    default:
      return readOpaque(reader, depth);
  }
}

function takeLength(reader: Reader, pattern: RegExp): number {
  return Number(take(reader, pattern)[1]);
}

function phpFloat(text: string): number {
  if (text.endsWith('INF')) return text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return Number(text);
}

function readEntries(reader: Reader, count: number, depth: number): PhpEntry[] {
  take(reader, /\{/y);
  const entries: PhpEntry[] = [];
  for (let index = 0; index < count; index++) {
    const key = readValue(reader, depth + 1);
    if (key.kind !== 'int' && key.kind !== 'string')
      throw new Unreadable(`has a key of a wrong kind at byte ${key.start}`);
    const value = readValue(reader, depth + 1);
    entries.push({ key: String(key.value), start: key.start, end: value.end, value });
  }
  take(reader, /\}/y);
  return entries;
}

/** Finds where an object, enum or reference ends, without looking at what it means. */
function readOpaque(reader: Reader, depth: number): Unplaced<PhpValue> {
  switch (reader.text[reader.at]) {
    case 'O':
      takeCounted(reader, takeLength(reader, /O:(\d{1,9}):/y), '"', '":');
      readEntries(reader, takeLength(reader, /(\d{1,9}):/y), depth);
      return { kind: 'opaque', what: 'object' };
    case 'C':
      takeCounted(reader, takeLength(reader, /C:(\d{1,9}):/y), '"', '":');
      takeCounted(reader, takeLength(reader, /(\d{1,9}):/y), '{', '}');
      return { kind: 'opaque', what: 'object' };
    case 'E':
      takeCounted(reader, takeLength(reader, /E:(\d{1,9}):/y), '"', '";');
      return { kind: 'opaque', what: 'enum' };
    default:
      take(reader, /[rR]:\d{1,9};/y);
      reader.references = true;
      return { kind: 'opaque', what: 'reference' };
  }
}
