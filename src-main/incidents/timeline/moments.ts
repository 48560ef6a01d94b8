/** A moment as a log has it. */
export interface Written {
  /** Milliseconds since 1970; where no zone is written, as if the log's clock were UTC. */
  at: number;
  /** Which zone is written: `utc` holds for an offset too; else a zone's name, or none. */
  zone: 'utc' | { name: string } | null;
  /** As it stands there, bounded. */
  text: string;
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** "10/Oct/2000:13:55:36 -0700", as nginx and Apache write a request's time. */
export function accessTime(text: string): Written | null {
  const found = /^(\d{1,2})\/([A-Za-z]{3})\/(\d{4}):(\d\d):(\d\d):(\d\d)(?:\.\d{1,9})? ([+-]\d{4})$/.exec(text);
  if (!found) return isoTime(text);
  const [, day, month, year, hour, minute, second, offset = ''] = found;
  return written(text, [year, monthOf(month), day, hour, minute, second], offset);
}

/** "2026-11-22T17:31:53+01:00", "2026-11-22 17:31:53", "2026-11-22T17:31:53.123Z". */
export function isoTime(text: string): Written | null {
  const found = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:[.,]\d{1,9})? ?(Z|UTC|[+-]\d\d:?\d\d)?$/.exec(text);
  if (!found) return null;
  const [, year, month, day, hour, minute, second, offset] = found;
  return written(text, [year, month, day, hour, minute, second], offset ?? null);
}

/** "2026/11/22 17:31:53", as nginx writes an error's time: local, without a zone. */
export function nginxErrorTime(text: string): Written | null {
  const found = /^(\d{4})\/(\d\d)\/(\d\d) (\d\d):(\d\d):(\d\d)$/.exec(text);
  return found && written(text, found.slice(1), null);
}

/** "Sun Nov 22 17:31:53.123456 2026", as Apache writes an error's time: local, without a zone. */
export function apacheErrorTime(text: string): Written | null {
  const found = /^[A-Z][a-z]{2} ([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d\d):(\d\d):(\d\d)(?:\.\d{1,9})? (\d{4})$/.exec(text);
  if (!found) return null;
  const [, month, day, hour, minute, second, year] = found;
  return written(text, [year, monthOf(month), day, hour, minute, second], null);
}

/** "22-Nov-2026 17:31:53 Europe/Berlin", as PHP writes an error's time, with the name of its zone. */
export function phpErrorTime(text: string): Written | null {
  const found = /^(\d\d)-([A-Z][a-z]{2})-(\d{4}) (\d\d):(\d\d):(\d\d)(?:\.\d{1,6})? ?([A-Za-z0-9_+:/-]{1,60})?$/.exec(
    text,
  );
  if (!found) return null;
  const [, day, month, year, hour, minute, second, zone] = found;
  const parts = [year, monthOf(month), day, hour, minute, second];
  if (zone === undefined) return written(text, parts, null);
  if (zone === 'UTC' || zone === 'GMT' || /^[+-]\d\d:?\d\d$/.test(zone)) return written(text, parts, zone);
  const local = written(text, parts, null);
  return local && { ...local, zone: { name: zone } };
}

/** Unix time as JSON logs have it, in seconds or milliseconds; null where it is neither. */
export function unixTime(value: number): Written | null {
  const at = Math.abs(value) > 1e11 ? value : value * 1000;
  return isMoment(at) ? { at: Math.trunc(at), zone: 'utc', text: String(value) } : null;
}

/** Between 1990 and 2200: anything else is no time of a website's log. */
export const isMoment = (at: number): boolean => at > 631_152_000_000 && at < 7_258_118_400_000;

function written(text: string, parts: (string | number | undefined)[], offset: string | null): Written | null {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.map(Number);
  // A leap second is the one after it.
  if (month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 60) return null;
  const local = Date.UTC(year, month - 1, day, hour, minute, second);
  if (new Date(Date.UTC(year, month - 1, day)).getUTCDate() !== day) return null;
  const minutes = offset === null ? 0 : minutesOf(offset);
  if (minutes === null) return null;
  const at = local - minutes * 60_000;
  return isMoment(at) ? { at, zone: offset === null ? null : 'utc', text: text.slice(0, 100) } : null;
}

/** "+0130", "-07:00", "Z" as minutes east of Greenwich; null where no place on earth has it. */
export function minutesOf(offset: string): number | null {
  if (/^(Z|UTC|GMT)$/.test(offset)) return 0;
  const [, sign, hours = '', minutes = ''] = /^([+-])(\d\d):?(\d\d)$/.exec(offset) ?? [];
  if (!sign || Number(hours) > 15 || Number(minutes) > 59) return null;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

const monthOf = (name: string | undefined): number => months.indexOf((name ?? '').toLowerCase()) + 1;
