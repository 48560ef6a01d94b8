import { createHash } from 'node:crypto';
import { textOf } from './byte-string.ts';
import { entriesOf, holdsOpaque, type PhpValue, readPhpValue, type Writable, writePhpValue } from './php-value.ts';
import { type Remainder, takeOutEntries } from './take-out-entries.ts';

/** One of a user's application passwords; its hash does not leave this file. Times are Unix seconds. */
export interface ApplicationPassword {
  uuid: string;
  name: string;
  created: number | null;
  lastUsed: number | null;
  lastAddress: string | null;
  /** Its hash is a bare MD5, which WordPress never wrote here (FACTS: Application passwords). */
  bareMd5: boolean;
  /** Tells another password under the same name and number from this one, and nothing of either; empty for a bare MD5, which can be guessed. */
  print: string;
}

/** Usermeta `_application_passwords`, read tolerantly; `problem` says in words what can't be read. */
export function readApplicationPasswords(value: Buffer): { items: ApplicationPassword[]; problem: string | null } {
  const reading = readPhpValue(value);
  if (!reading.ok) return { items: [], problem: `the list of application passwords ${reading.problem}` };
  if (holdsOpaque(reading.value)) return { items: [], problem: opaque };
  if (reading.value.kind !== 'array') return { items: [], problem: null };
  const entries = [...entriesOf(reading.value).values()];
  const items = entries.slice(0, mostItems).flatMap((item) => (item.kind === 'array' ? [itemOf(item)] : []));
  const problem = entries.length > mostItems ? `there are more application passwords than ${mostItems}` : null;
  return { items, problem };
}

/** PHP goes through an object as through a list, and asks one for its parts by name: what Resalt can't see in it opens the site all the same. */
const opaque = 'the list of application passwords holds objects or references, which nobody honest writes there';

/** The list without the items for which `ends` says true, every other byte for byte; what is no item in it stays. */
export const takeOutPasswords = (value: Buffer, ends: (item: ApplicationPassword) => boolean): Remainder =>
  takeOutEntries(value, (_, item) => item.kind === 'array' && ends(itemOf(item)));

/**
 * The list with one more, as WordPress appends it; every other byte stays. `hash`: phpass, which every version takes here. null: the list
 * can't be read whole, or its parts refer to each other.
 */
export function addPassword(
  value: Buffer,
  { uuid, name, hash, created }: { uuid: string; name: string; hash: string; created: number },
): Buffer | null {
  const reading = readPhpValue(value);
  if (!reading.ok || reading.references || reading.value.kind !== 'array') return null;
  const { entries } = reading.value;
  const next = Math.max(-1, ...entries.flatMap(({ key }) => (/^\d{1,9}$/.test(key) ? Number(key) : []))) + 1;
  const item = new Map<string, Writable>([
    ...Object.entries({ uuid, app_id: '', name, password: hash, created }),
    ...Object.entries({ last_used: null, last_ip: null }),
  ]);
  const kept = entries.map(({ start, end }) => value.subarray(start, end));
  const parts = [...kept, writePhpValue(next), writePhpValue(item), Buffer.from('}')];
  return Buffer.concat([Buffer.from(`a:${entries.length + 1}:{`), ...parts]);
}

const mostItems = 1000;

function itemOf(item: PhpValue): ApplicationPassword {
  const fields = entriesOf(item);
  const text = (name: string) => {
    const value = fields.get(name);
    return value?.kind === 'string' ? textOf(value.value).slice(0, 200) : null;
  };
  const time = (name: string) => {
    const value = fields.get(name);
    const seconds = value?.kind === 'int' || value?.kind === 'string' ? Number(value.value) : Number.NaN;
    return Number.isSafeInteger(seconds) && seconds > 0 ? seconds : null;
  };
  const password = text('password') ?? '';
  const bareMd5 = /^[0-9a-f]{32}$/.test(password);
  return {
    uuid: text('uuid') ?? '',
    name: text('name') ?? '',
    created: time('created'),
    lastUsed: time('last_used'),
    lastAddress: text('last_ip'),
    bareMd5,
    print: bareMd5 ? '' : createHash('sha256').update(password).digest('hex').slice(0, 12),
  };
}
