import ipaddr from 'ipaddr.js';
import type { Address } from './read-address.ts';

/** What stands for an address: the value of the narrowest range that holds it, or null. */
export type Ranges<T> = (address: Address) => T | null;

/** The first bytes and how many bits of them count; null where it is neither an address nor a range. */
export function parseRange(text: string): { bytes: number[]; bits: number } | null {
  const [base = '', length, ...more] = text.trim().split('/');
  const four = ipaddr.IPv4.isValidFourPartDecimal(base);
  if (more.length > 0 || base.includes('%') || !(four || (base.includes(':') && ipaddr.IPv6.isValid(base))))
    return null;
  const bytes = ipaddr.parse(base).toByteArray();
  const most = bytes.length * 8;
  if (length !== undefined && !/^\d{1,3}$/.test(length)) return null;
  const bits = length === undefined ? most : Number(length);
  if (bits > most) return null;
  const mapped = bytes.length === 16 && bits >= 96 && bytes.slice(0, 12).join() === '0,0,0,0,0,0,0,0,0,0,255,255';
  return mapped ? { bytes: bytes.slice(12), bits: bits - 96 } : { bytes, bits };
}

/** As fast with 5,000 ranges as with 5: one look per length of range that occurs. What is no range is passed over. */
export function rangesOf<T>(entries: readonly { range: string; value: T }[]): Ranges<T> {
  const values = new Map<string, T>();
  const lengths = new Map<number, Set<number>>();
  for (const { range, value } of entries) {
    const parsed = parseRange(range);
    if (!parsed) continue;
    const ofFamily = lengths.get(parsed.bytes.length) ?? new Set();
    lengths.set(parsed.bytes.length, ofFamily.add(parsed.bits));
    const key = keyOf(parsed.bytes, parsed.bits);
    if (!values.has(key)) values.set(key, value);
  }
  const narrowestFirst = new Map([...lengths].map(([family, bits]) => [family, [...bits].sort((a, b) => b - a)]));
  return ({ bytes }) => {
    for (const bits of (bytes && narrowestFirst.get(bytes.length)) || []) {
      const value = bytes && values.get(keyOf(bytes, bits));
      if (value !== undefined && value !== null) return value;
    }
    return null;
  };
}

function keyOf(bytes: readonly number[], bits: number): string {
  const whole = bits >> 3;
  const rest = bits & 7;
  const last = rest > 0 ? `/${(bytes[whole] ?? 0) >> (8 - rest)}` : '';
  return `${bytes.length}/${bits}:${bytes.slice(0, whole).join('.')}${last}`;
}
