import table from './country-distances.json' with { type: 'json' };

const index = new Map(table.codes.split(' ').map((code, at) => [code, at]));
const hundreds = Buffer.from(table.hundredsOfKm, 'base64');

/**
 * Kilometres that lie between two countries at the very least, border to border: neighbours have 0. Rounded down to hundreds.
 * Null where one of them is not in the table. Made by resources/places/build-distances.mjs.
 */
export function countryDistance(one: string, other: string): number | null {
  const [a, b] = [index.get(one), index.get(other)];
  if (a === undefined || b === undefined) return null;
  if (a === b) return 0;
  const [low, high] = a < b ? [a, b] : [b, a];
  return (hundreds[(high * (high - 1)) / 2 + low] ?? 0) * 100;
}
