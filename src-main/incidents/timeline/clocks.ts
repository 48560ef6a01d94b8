import { ResaltError } from '../../contract/failures.ts';
import type { OpenSite } from '../../operations/steps/look.ts';
import { systemPrograms } from '../../operations/steps/system-programs.ts';
import type { Tools } from '../../operations/tools.ts';
import { minutesOf } from './moments.ts';
import { fixedZone, namedZone, utcZone, type Zone } from './zones.ts';

/** What the clocks of a site show beside Resalt's. */
export interface Clocks {
  /** Milliseconds by which the server's clock is ahead of Resalt's; 0 where that is not known, or within what was measured. */
  offsetMs: number;
  /** Of the server, for logs that write no zone. */
  zone: Zone;
  /** How far the clock is off, how that was measured, and what was assumed. */
  words: string;
  zoneWords: string;
}

interface Measured {
  whose: string;
  offsetMs: number;
  /** It may be off by as much. */
  withinMs: number;
}

/**
 * Compares the server's clock, the database's and the web server's with Resalt's, each over its connection. What PHP and the web server write is
 * taken to be by the server's clock, or by the web server's where no shell can be asked. Fails as a lost connection does.
 */
export async function readClocks(open: OpenSite, tools: Tools): Promise<Clocks> {
  const server = await askServer(open, tools);
  const database = await askDatabase(open, tools);
  const web = await askWeb(open, tools);
  const measured = [server?.measured, database.measured, web].filter((one) => one !== null && one !== undefined);
  const used = server?.measured ?? web ?? database.measured;
  const offsetMs = used && Math.abs(used.offsetMs) > used.withinMs ? Math.round(used.offsetMs) : 0;
  const compared = measured.map(tellOff).join(' ');
  const taken = used && offsetMs !== 0 ? ` ${used.whose}’s difference was taken off.` : '';
  const words = used ? `${compared}${taken}` : 'No clock of the site could be asked: its times stand as they are.';
  const zone = server?.zone ?? utcZone;
  const zoneWords = server ? `the server is at ${zone.words}` : 'UTC was assumed, the server could not be asked';
  const wordpress = database.zone === '' ? '' : ` WordPress shows times at ${database.zone}.`;
  return { offsetMs, zone, words: `${words}${wordpress}`.slice(0, 400), zoneWords };
}

export function tellOff({ whose, offsetMs, withinMs }: Measured): string {
  const off = Math.abs(offsetMs) / 1000;
  const exact = `(±${(withinMs / 1000).toFixed(1)} s)`;
  if (off * 1000 <= withinMs) return `${whose}’s clock agrees with Resalt’s ${exact}.`;
  const amount =
    off < 90
      ? `${off.toFixed(1)} s`
      : off < 5400
        ? `${Math.round(off / 60)} minutes`
        : `${(off / 3600).toFixed(1)} hours`;
  return `${whose}’s clock is ${amount} ${offsetMs > 0 ? 'ahead of' : 'behind'} Resalt’s ${exact}.`;
}

const script =
  systemPrograms +
  "\ndate '+%s %z'; readlink /etc/localtime 2>/dev/null || printf '\\n'; cat /etc/timezone 2>/dev/null || printf '\\n'; date +%s.%N 2>/dev/null";

async function askServer({ host }: OpenSite, tools: Tools): Promise<{ measured: Measured; zone: Zone } | null> {
  if (!host) return null;
  try {
    const before = tools.clock().getTime();
    const { stdout } = await host.run(script, { timeoutMs: 20_000, maxBytes: 4096 });
    const after = tools.clock().getTime();
    const [first = '', link = '', name = '', fine = ''] = stdout.toString('latin1').split('\n');
    const [, seconds, offset = ''] = /^(\d{9,11}) ([+-]\d{4})$/.exec(first.trim()) ?? [];
    if (!seconds) return null;
    const exact = /^\d{9,11}\.\d{3,9}$/.test(fine.trim());
    const shown = exact ? Number(fine) * 1000 : Number(seconds) * 1000 + 500;
    const withinMs = (after - before) / 2 + (exact ? 100 : 600);
    const measured = { whose: 'The server', offsetMs: shown - (before + after) / 2, withinMs };
    return { measured, zone: zoneOf(link.replace(/^.*zoneinfo\//, '').trim(), name.trim(), offset, shown) };
  } catch (error) {
    if (error instanceof ResaltError && (error.code === 'NOT_ALLOWED_HERE' || error.code === 'TIMED_OUT')) return null;
    throw error;
  }
}

/** A name knows summer times; one that contradicts what the clock says now is not the clock's. */
function zoneOf(link: string, name: string, offset: string, now: number): Zone {
  const minutes = minutesOf(offset) ?? 0;
  for (const one of [link, name]) {
    const zone = one === '' ? null : namedZone(one);
    if (zone && Math.abs(zone.moment(now + minutes * 60_000).at - now) < 60_000) return zone;
  }
  return fixedZone(minutes);
}

async function askDatabase(
  { database, tables }: OpenSite,
  tools: Tools,
): Promise<{ measured: Measured | null; zone: string }> {
  const before = tools.clock().getTime();
  const [clock, zone] = await database.run([
    { sql: "SELECT TIMESTAMPDIFF(SECOND, '1970-01-01 00:00:00', UTC_TIMESTAMP()) AS at", columns: ['at'] },
    {
      sql: `SELECT option_name AS name, LEFT(option_value, 100) AS value FROM ${tables.options} WHERE option_name IN ('timezone_string', 'gmt_offset')`,
      columns: ['name', 'value'],
    },
  ]);
  const after = tools.clock().getTime();
  const seconds = Number(clock?.rows[0]?.at?.toString('latin1') ?? Number.NaN);
  const shown = seconds * 1000 + 500;
  const measured = Number.isFinite(shown)
    ? { whose: 'The database', offsetMs: shown - (before + after) / 2, withinMs: (after - before) / 2 + 600 }
    : null;
  const option = (name: string) =>
    zone?.rows.find((row) => row.name?.toString('latin1') === name)?.value?.toString('latin1') ?? '';
  const hours = option('gmt_offset');
  const named =
    option('timezone_string') ||
    (/^-?\d{1,2}(\.\d{1,2})?$/.test(hours) ? `UTC${hours.startsWith('-') ? '' : '+'}${hours}` : '');
  return { measured, zone: /^[A-Za-z0-9_+/.-]{1,60}$/.test(named) ? named : '' };
}

/** The header Date, as the web server, or what stands before it, wrote it. */
async function askWeb({ site }: OpenSite, tools: Tools): Promise<Measured | null> {
  if (site.url === null) return null;
  const before = tools.clock().getTime();
  const answer = await tools.probe(site.url, { timeoutMs: 5000 }).catch(() => null);
  const after = tools.clock().getTime();
  const shown = Date.parse(answer?.dateHeader ?? '') + 500;
  if (!Number.isFinite(shown)) return null;
  return { whose: 'The web server', offsetMs: shown - (before + after) / 2, withinMs: (after - before) / 2 + 600 };
}
