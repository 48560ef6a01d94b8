/** A clock on a wall somewhere. */
export interface Zone {
  /** As "Europe/Berlin", "+0100". */
  words: string;
  /** The moment at which it showed this (milliseconds as if it were UTC). `twice`: it showed it a second time, an hour later or so. */
  moment(local: number): { at: number; twice: boolean };
}

export const utcZone: Zone = { words: 'UTC', moment: (at) => ({ at, twice: false }) };

/** An offset that never changes, in minutes east of Greenwich. */
export function fixedZone(minutes: number): Zone {
  const hours = String(Math.floor(Math.abs(minutes) / 60)).padStart(2, '0');
  const words = `${minutes < 0 ? '-' : '+'}${hours}${String(Math.abs(minutes) % 60).padStart(2, '0')}`;
  return { words: minutes === 0 ? 'UTC' : words, moment: (local) => ({ at: local - minutes * 60_000, twice: false }) };
}

const known = new Map<string, Zone | null>();

/**
 * A zone by its IANA name, with its summer times; null where this machine doesn't know it. A time that the clock showed twice is taken for the
 * first of the two, one that it jumped over for the moment after the jump, as PHP does.
 */
export function namedZone(name: string): Zone | null {
  if (/^(UTC|GMT|Etc\/(UTC|GMT|UCT|Zulu)|Zulu)$/.test(name)) return utcZone;
  if (known.size > 1000) known.clear();
  const before = known.get(name);
  if (before !== undefined) return before;
  const made = make(name);
  known.set(name, made);
  return made;
}

function make(name: string): Zone | null {
  if (!/^[A-Za-z0-9_+/-]{1,60}$/.test(name)) return null;
  const format = formatOf(name);
  if (!format) return null;
  // Noon to noon the offset changes at most once anywhere: two look-ups tell it for all of a day.
  const offsets = new Map<number, number>();
  const offsetAt = (at: number): number => {
    const minute = Math.floor(at / 900_000);
    const seen = offsets.get(minute);
    if (seen !== undefined) return seen;
    if (offsets.size > 20_000) offsets.clear();
    const offset = offsetIn(format, at);
    offsets.set(minute, offset);
    return offset;
  };
  const moment = (local: number) => {
    const day = 86_400_000;
    const both = [...new Set([offsetAt(local - day), offsetAt(local + day)])].map((offset) => local - offset);
    const fit = both.filter((at) => at + offsetAt(at) === local).sort((a, b) => a - b);
    // Jumped over: by the offset from before, it is the moment after.
    return { at: fit[0] ?? local - offsetAt(local - day), twice: fit.length > 1 };
  };
  return { words: name, moment };
}

function formatOf(timeZone: string): Intl.DateTimeFormat | null {
  try {
    const number = 'numeric';
    const time = { hour: number, minute: number, second: number, hourCycle: 'h23' } as const;
    return new Intl.DateTimeFormat('en-US', { timeZone, year: number, month: number, day: number, ...time });
  } catch {
    return null;
  }
}

function offsetIn(format: Intl.DateTimeFormat, at: number): number {
  const whole = Math.floor(at / 1000) * 1000;
  const part = new Map(format.formatToParts(whole).map(({ type, value }) => [type, Number(value)]));
  const of = (type: Intl.DateTimeFormatPartTypes) => part.get(type) ?? 0;
  return Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second')) - whole;
}
