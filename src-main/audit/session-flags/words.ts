const minute = 60_000;

/** A span of milliseconds as a person says it: "20 minutes", "2 hours", "3 days"; never less than it is. */
export function span(ms: number): string {
  if (ms < 90 * minute) return count(Math.max(1, Math.ceil(ms / minute)), 'minute');
  if (ms < 48 * 60 * minute) return count(Math.ceil(ms / (60 * minute)), 'hour');
  return count(Math.ceil(ms / (24 * 60 * minute)), 'day');
}

export const count = (n: number, one: string): string => `${n.toLocaleString('en')} ${one}${n === 1 ? '' : 's'}`;

/** "BR", "BR and US", "BR, DE, FR and 4 more". */
export function list(words: readonly string[]): string {
  if (words.length < 2) return words.join('');
  if (words.length > 4) return `${words.slice(0, 3).join(', ')} and ${words.length - 3} more`;
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

export const day = (time: number): string => new Date(time).toISOString().slice(0, 10);
