import { visible } from './visible.ts';

/** "1 site", "5 sites". */
export const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`;

/** On one line and at most so many characters, as they will be seen; what was cut ends in "…". */
export function shorten(text: string, most: number): string {
  const letters = [...visible(text).replace(/\s+/g, ' ').trim()];
  return letters.length <= most ? letters.join('') : `${letters.slice(0, Math.max(1, most - 1)).join('')}…`;
}

/** "a, b and 23 more": at most so many names, each at most so long. The figure is of all that are not named. */
export function someOf(names: readonly string[], most: number, longest: number): string {
  const named = names.slice(0, most).map((name) => shorten(name, longest));
  const rest = names.length - named.length;
  if (named.length === 0) return String(rest);
  if (rest > 0) return `${named.join(', ')} and ${rest} more`;
  return named.length === 1 ? (named[0] ?? '') : `${named.slice(0, -1).join(', ')} and ${named.at(-1)}`;
}

/** "2.0 GB", in steps of a thousand. */
export function size(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`;
}
