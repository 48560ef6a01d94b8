import type { ByteString } from './byte-string.ts';
import { entriesOf, type PhpValue, readPhpValue } from './php-value.ts';

/**
 * What becomes of a serialized array when some of its entries leave it. `entangled`: its parts refer to each other, so none can go alone.
 * `unreadable`: PHP may see in it what Resalt does not.
 */
export type Remainder = { kind: 'unchanged' | 'empty' | 'entangled' | 'unreadable' } | { kind: 'rest'; value: Buffer };

/** The array without the entries for which `goes` says true; every other entry byte for byte, under its old key, as PHP's unset() leaves it. */
export function takeOutEntries(value: Buffer, goes: (key: ByteString, entry: PhpValue) => boolean): Remainder {
  const reading = readPhpValue(value);
  if (!reading.ok || reading.value.kind !== 'array') return { kind: 'unreadable' };
  const going = new Set<ByteString>();
  for (const [key, entry] of entriesOf(reading.value)) if (goes(key, entry)) going.add(key);
  if (going.size === 0) return { kind: 'unchanged' };
  const kept = reading.value.entries.filter(({ key }) => !going.has(key));
  if (kept.length === 0) return { kind: 'empty' };
  if (reading.references) return { kind: 'entangled' };
  const parts = kept.map(({ start, end }) => value.subarray(start, end));
  return { kind: 'rest', value: Buffer.concat([Buffer.from(`a:${kept.length}:{`), ...parts, Buffer.from('}')]) };
}

/** A list of the network's super admins without some of them (FACTS: Who is an administrator). */
export const withoutLogins = (value: Buffer, logins: ReadonlySet<ByteString>): Remainder =>
  takeOutEntries(value, (_, login) => login.kind === 'string' && logins.has(login.value));
