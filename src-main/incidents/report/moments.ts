const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const two = (number: number): string => String(number).padStart(2, '0');

/** "22 Nov 2026, 21:40 UTC": the same for every reader. What is no time stays as it is written. */
export function dateTime(iso: string): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return iso;
  const date = `${at.getUTCDate()} ${months[at.getUTCMonth()]} ${at.getUTCFullYear()}`;
  return `${date}, ${two(at.getUTCHours())}:${two(at.getUTCMinutes())} UTC`;
}

/** To the second, for lists that are compared with logs: "2026-11-22 21:40:07". The column says that it is UTC. */
export function exactTime(iso: string): string {
  const at = new Date(iso);
  return Number.isNaN(at.getTime()) ? iso : at.toISOString().slice(0, 19).replace('T', ' ');
}

/** The last of some moments; null without any that is one. */
export function latest(moments: readonly (string | null)[]): string | null {
  let last: string | null = null;
  for (const at of moments) if (at !== null && isAfter(at, last)) last = at;
  return last;
}

const isAfter = (at: string, last: string | null): boolean => {
  const time = Date.parse(at);
  return !Number.isNaN(time) && (last === null || time > Date.parse(last));
};
