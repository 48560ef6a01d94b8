import ipaddr from 'ipaddr.js';
import { type Address, wordsOf } from './read-address.ts';

/** What stands for an address: the value of the narrowest range that holds it, or null. */
export type Ranges<T> = (address: Address) => T | null;

/** Words as an address has them, and how many bits of them count; null where it is neither an address nor a range. */
export function parseRange(text: string): { words: number[]; bits: number } | null {
  const [base = '', length, ...more] = text.trim().split('/');
  const four = ipaddr.IPv4.isValidFourPartDecimal(base);
  if (more.length > 0 || base.includes('%') || !(four || (base.includes(':') && ipaddr.IPv6.isValid(base))))
    return null;
  const words = wordsOf(ipaddr.parse(base).toByteArray());
  const most = words.length * 32;
  if (length !== undefined && !/^\d{1,3}$/.test(length)) return null;
  const bits = length === undefined ? most : Number(length);
  if (bits > most) return null;
  const mapped = bits >= 96 && words.slice(0, 3).join() === '0,0,65535';
  return mapped ? { words: words.slice(3), bits: bits - 96 } : { words, bits };
}

/** As fast with 5,000 ranges as with 5: one look per length of range that occurs. What is no range is passed over. */
export function rangesOf<T>(entries: readonly { range: string; value: T }[]): Ranges<T> {
  const families = new Map<number, Map<number, Map<string | number, T>>>();
  for (const { range, value } of entries) {
    const parsed = parseRange(range);
    if (!parsed) continue;
    const family = at(families, parsed.words.length, () => new Map());
    const ofLength: Map<string | number, T> = at(family, parsed.bits, () => new Map());
    const key = keyOf(parsed.words, parsed.bits);
    if (!ofLength.has(key)) ofLength.set(key, value);
  }
  const narrowestFirst = new Map([...families].map(([size, family]) => [size, [...family].sort(([a], [b]) => b - a)]));
  return ({ words }) => {
    if (!words) return null;
    for (const [bits, values] of narrowestFirst.get(words.length) ?? []) {
      const value = values.get(keyOf(words, bits));
      if (value !== undefined) return value;
    }
    return null;
  };
}

function at<K, V>(map: Map<K, V>, key: K, fresh: () => V): V {
  const found = map.get(key) ?? fresh();
  map.set(key, found);
  return found;
}

/** The bits that count. Of IPv4 a number, as those are most. */
function keyOf(words: readonly number[], bits: number): string | number {
  if (words.length === 1) return first(words[0] ?? 0, bits);
  return words.map((word, index) => first(word, Math.min(32, Math.max(0, bits - index * 32)))).join();
}

const first = (word: number, bits: number): number => (bits === 0 ? 0 : word >>> (32 - bits));
