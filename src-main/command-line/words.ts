/** "1 site", "5 sites". */
export const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`;

/** "143 ms", "3.2 s", "4 min 10 s". */
export function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`;
}

const two = (number: number): string => String(number).padStart(2, '0');

/** A moment on the operator's own clock: "22:41:07". */
export function clockTime(iso: string): string {
  const at = new Date(iso);
  return [at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join(':');
}

/** A moment on the operator's own clock: "2026-11-22 22:41". */
export function dateTime(iso: string): string {
  const at = new Date(iso);
  const date = [at.getFullYear(), at.getMonth() + 1, at.getDate()].map(two).join('-');
  return `${date} ${two(at.getHours())}:${two(at.getMinutes())}`;
}
