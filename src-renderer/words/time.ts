const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

const exactly = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });
const onDay = new Intl.DateTimeFormat('en-GB', {
  ...({ weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' } as const),
  ...({ hour: '2-digit', minute: '2-digit' } as const),
});
const ofDay = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });

/** "just now", "4 min ago", "3 h ago", "12 d ago", "14 months ago"; for times that have passed. ISO 8601 in. */
export function ago(iso: string, now: number): string {
  const age = now - Date.parse(iso);
  if (Number.isNaN(age)) return 'unknown';
  if (age < 10_000) return 'just now';
  if (age < minute) return `${Math.floor(age / 1000)} s ago`;
  if (age < hour) return `${Math.floor(age / minute)} min ago`;
  if (age < 2 * day) return `${Math.floor(age / hour)} h ago`;
  if (age < 100 * day) return `${Math.floor(age / day)} d ago`;
  return `${Math.floor(age / (30 * day))} months ago`;
}

/** "in 12 min", "in 17 h", "in 3 d"; "now" for what has come. ISO 8601 in. */
export function ahead(iso: string, now: number): string {
  const left = Date.parse(iso) - now;
  if (Number.isNaN(left)) return 'unknown';
  if (left <= 0) return 'now';
  if (left < hour) return `in ${Math.ceil(left / minute)} min`;
  if (left < 2 * day) return `in ${Math.round(left / hour)} h`;
  return `in ${Math.round(left / day)} d`;
}

/** A day and a time of it, local: "Mon, 23 Nov 2026, 03:00". */
export function calendar(iso: string): string {
  const at = Date.parse(iso);
  return Number.isNaN(at) ? 'unknown' : onDay.format(at);
}

/** The exact local time, for a hover: "21 Nov 2025, 22:41:07". */
export function exact(iso: string): string {
  const at = Date.parse(iso);
  return Number.isNaN(at) ? 'unknown' : exactly.format(at);
}

/** The local time of day: "22:41:07". */
export function timeOfDay(iso: string): string {
  const at = Date.parse(iso);
  return Number.isNaN(at) ? 'unknown' : ofDay.format(at);
}

/** A length of time in ms: "143 ms", "1.8 s", "42 s", "3:07", "1:02:44". */
export function duration(ms: number): string {
  if (ms < 1000) return `${Math.max(0, Math.round(ms))} ms`;
  if (ms < 9950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const two = (n: number): string => String(n).padStart(2, '0');
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}:${two(seconds % 60)}`;
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`;
}

/** A running clock without tenths, so that it does not flicker: "0:07", "1:02:44". */
export function elapsed(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (n: number): string => String(n).padStart(2, '0');
  const minutes = Math.floor(seconds / 60);
  const tail = `${two(seconds % 60)}`;
  return minutes < 60 ? `${minutes}:${tail}` : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${tail}`;
}

/** Whole days since then, or null when it never happened; 0 also where the clock's step lies before it. */
export function daysSince(iso: string | null, now: number): number | null {
  if (iso === null) return null;
  const at = Date.parse(iso);
  return Number.isNaN(at) ? null : Math.max(0, Math.floor((now - at) / day));
}
