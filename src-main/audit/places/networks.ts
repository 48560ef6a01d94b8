import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { Address } from './read-address.ts';

/** An autonomous system: one operator's addresses. */
export interface Network {
  number: number;
  name: string;
}

export interface Networks {
  of(address: Address): Network | null;
  /** When its data was made, as 2026-06-17. */
  date: string;
}

const head = z.object({
  layout: z.literal('resalt-networks-1'),
  date: z.iso.date(),
  four: z.number().int().min(1),
  six: z.number().int().min(1),
  networks: z.number().int().min(1),
});

/**
 * Opens the file that resources/places/build-networks.mjs made (its layout is described there). It stays in memory as it is,
 * 10 MB; an address is found by binary search. Fails where the file is not there or is something else.
 */
export async function openNetworks(path: string): Promise<Networks> {
  const file = await readFile(path);
  const headLength = file.readUInt32LE(0);
  const { date, four, six, networks } = head.parse(JSON.parse(file.subarray(4, 4 + headLength).toString('utf8')));
  let at = 4 + headLength;
  const numbers = (count: number) => {
    const part = new Uint32Array(file.buffer.slice(file.byteOffset + at, file.byteOffset + at + count * 4));
    at += count * 4;
    return part;
  };
  const table = {
    four: { starts: numbers(four), of: numbers(four) },
    six: { starts: numbers(six * 4), of: numbers(six) },
    numbers: numbers(networks),
    ends: numbers(networks),
    names: Buffer.from(file.subarray(at)),
  };
  return { date, of: ({ kind, words }) => (kind === 'public' && words ? find(table, words) : null) };
}

interface Stretches {
  starts: Uint32Array;
  of: Uint32Array;
}
interface Table {
  four: Stretches;
  six: Stretches;
  numbers: Uint32Array;
  ends: Uint32Array;
  names: Buffer;
}

function find(table: Table, words: readonly number[]): Network | null {
  const stretches = words.length === 1 ? table.four : table.six;
  const network = stretches.of[lastNotAfter(stretches.starts, words)] ?? 0;
  if (network === 0) return null;
  const name = table.names.subarray(table.ends[network - 1] ?? 0, table.ends[network] ?? 0).toString('utf8');
  return { number: table.numbers[network] ?? 0, name };
}

/** The index of the last stretch that begins at the address or before it; the first begins at zero. */
function lastNotAfter(starts: Uint32Array, words: readonly number[]): number {
  let low = 0;
  let high = starts.length / words.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (isAfter(starts, middle * words.length, words)) high = middle - 1;
    else low = middle;
  }
  return low;
}

function isAfter(starts: Uint32Array, at: number, words: readonly number[]): boolean {
  for (let word = 0; word < words.length; word += 1) {
    const difference = (starts[at + word] ?? 0) - (words[word] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return false;
}
