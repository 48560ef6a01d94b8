import { type ByteString, fromText } from './byte-string.ts';
import { type PhpValue, readPhpValue } from './php-value.ts';

export type EditedRoles =
  | { kind: 'edited'; value: Buffer }
  /** `unchanged`: the role has none of these, or is not there. `unreadable`: PHP may see what Resalt does not. */
  | { kind: 'unchanged' }
  | { kind: 'unreadable' };

/**
 * Option `{prefix}user_roles` without these capabilities in one role; every other byte stays. Of a role or a key that stands twice all
 * are edited.
 */
export function removeFromRole(stored: Buffer, role: string, remove: readonly string[]): EditedRoles {
  const reading = readPhpValue(stored);
  if (!reading.ok || reading.references || reading.value.kind !== 'array') return { kind: 'unreadable' };
  const going = new Set(remove.map(fromText));
  const edits = named(reading.value, fromText(role))
    .flatMap((definition) => named(definition, 'capabilities'))
    .flatMap((capabilities) => without(stored, capabilities, going));
  if (edits.length === 0) return { kind: 'unchanged' };
  let [value, at]: [Buffer[], number] = [[], 0];
  for (const { start, end, bytes } of edits) {
    value = [...value, stored.subarray(at, start), bytes];
    at = end;
  }
  return { kind: 'edited', value: Buffer.concat([...value, stored.subarray(at)]) };
}

const named = (value: PhpValue, name: ByteString): PhpValue[] =>
  value.kind === 'array' ? value.entries.filter(({ key }) => key === name).map((entry) => entry.value) : [];

/** In the order of the bytes. An array says how many entries it has, not how many bytes, so nothing around it changes. */
function without(stored: Buffer, value: PhpValue, going: ReadonlySet<ByteString>) {
  if (value.kind !== 'array') return [];
  const kept = value.entries.filter(({ key }) => !going.has(key));
  if (kept.length === value.entries.length) return [];
  const parts = kept.map(({ start, end }) => stored.subarray(start, end));
  const bytes = Buffer.concat([Buffer.from(`a:${kept.length}:{`), ...parts, Buffer.from('}')]);
  return [{ start: value.start, end: value.end, bytes }];
}
