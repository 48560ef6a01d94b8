import type { Command } from 'commander';
import { ResaltError } from '../../contract/failures.ts';
import type { TimelineEntry, TimelineReading, TimelineSource } from '../../contract/timeline.ts';
import { timelineSource, timelineSources } from '../../contract/timeline.ts';
import type { ExitCode } from '../exit-codes.ts';
import { oneOutput } from '../findings-csv.ts';
import { incidentCalled } from '../incident-called.ts';
import { type Engine, type Invocation, withEngine } from '../invocation.ts';
import { readMoment } from '../on-incident.ts';
import type { Register } from '../program.ts';
import { repeatable } from '../select.ts';
import { answer, note, say } from '../terminal.ts';
import { showEntries, showEntryPoints, showReadings, timelineCsv } from '../timeline-words.ts';
import { unlock } from '../unlock.ts';
import { count } from '../words.ts';

interface TimelineFlags {
  gather?: boolean;
  site?: string[];
  source?: string[];
  marked?: boolean;
  from?: string;
  to?: string;
  text?: string;
  who?: string;
  ip?: string;
  kind?: string;
  limit?: string;
  suspectIp?: string[];
  suspectLogin?: string[];
  suspectPath?: string[];
  csv?: boolean;
}

export function registerIncidentTimeline(incident: Command, register: Register): void {
  const command = incident
    .command('timeline')
    .description('what servers and sites kept of the past, in one line of time, with what is suspected marked')
    .argument('<incident>', 'its id or its whole name')
    .option('--gather', 'read logs, tables and file times anew first; changes nothing on a site')
    .option('--suspect-ip <address>', 'with --gather: mark what came from there (repeatable)', repeatable)
    .option('--suspect-login <name>', 'with --gather: mark what this account did (repeatable)', repeatable)
    .option('--suspect-path <path>', 'with --gather: mark this file and who asked for it (repeatable)', repeatable)
    .option('--site <name>', 'this site (repeatable)', repeatable)
    .option('--source <name>', `of this source: ${timelineSources.join(', ')} (repeatable)`, repeatable)
    .option('--marked', 'only what belongs to what is suspected')
    .option('--from <time>', 'from then on, as "2026-11-22 21:10" by your clock')
    .option('--to <time>', 'up to then')
    .option('--text <words>', 'with these words in it')
    .option('--who <login>', 'of this account')
    .option('--ip <address>', 'from this address')
    .option('--kind <kind>', 'of this kind, as "login", "file changed", "PHP where none belongs"')
    .option('--limit <number>', 'at most so many entries (all, for a script; 200 on a terminal)')
    .option('--csv', 'as CSV, with cells that a spreadsheet would execute defused');
  register(command, timeline);
}

/** Leaves with 1 where a source gave less than all, so that a script does not take it for the whole. */
async function timeline(invocation: Invocation, flags: TimelineFlags, named: string): Promise<ExitCode> {
  oneOutput(invocation, flags);
  const query = queryOf(flags);
  const limit = limitOf(flags, invocation);
  return withEngine<ExitCode>(invocation, async (engine) => {
    const { terminal } = invocation;
    await unlock(invocation, engine);
    const { id, sites } = await incidentCalled(engine, named);
    const which = flags.site ?? sites.map(({ site }) => site);
    if (flags.gather) await gather(invocation, engine, id, which, flags);
    if (flags.csv) terminal.out.write(timelineCsv([], true));
    const shown = await pages(engine, { incident: id, ...query }, limit, (entries) => {
      if (flags.csv) terminal.out.write(timelineCsv(entries, false));
      else if (!invocation.json) showEntries(terminal, entries);
    });
    const { readings, entryPoints, gatheredAt, count: found, beginnings = [] } = shown;
    if (invocation.json)
      answer(terminal, {
        gatheredAt,
        readings: nameless(readings),
        count: found,
        entries: nameless(shown.entries),
        entryPoints: nameless(entryPoints),
        beginnings: beginnings.map(({ site, told }) => ({ site, told })),
      });
    else if (!flags.csv) {
      if (flags.gather) showReadings(terminal, readings);
      showEntryPoints(terminal, entryPoints, beginnings);
      if (gatheredAt === null)
        say(terminal, `Nothing was gathered yet: resalt incident timeline ${id} --gather`, 'yellow');
      else if (found > shown.shown)
        note(
          terminal,
          `${shown.shown} of ${count(found, 'entry').replace(/entrys$/, 'entries')} are shown. Narrow it down, or say --limit.`,
        );
    }
    return gatheredAt !== null && readings.every(({ lacks }) => lacks === null) ? 0 : 1;
  });
}

const nameless = (rows: readonly (TimelineEntry | TimelineReading)[]) => rows.map(({ siteId: _siteId, ...row }) => row);

/** A few sites after the other, so that somebody who waits sees that something happens. */
async function gather(
  { terminal }: Invocation,
  engine: Engine,
  incident: string,
  sites: readonly string[],
  flags: TimelineFlags,
): Promise<void> {
  const suspects = { ips: flags.suspectIp ?? [], logins: flags.suspectLogin ?? [], paths: flags.suspectPath ?? [] };
  const from = flags.from === undefined ? null : readMoment(flags.from).toISOString();
  for (let at = 0; at < sites.length; at += together) {
    const some = sites.slice(at, at + together);
    note(terminal, `Reading ${some.join(', ')} …`, 'dim');
    const { readings } = await engine.call.timeline.gather({ incident, sites: some, from, suspects });
    for (const site of some) {
      const of = readings.filter((one) => one.site === site);
      const entries = of.reduce((sum, one) => sum + one.entries, 0);
      const lacking = of.filter(({ lacks }) => lacks !== null).length;
      const told = `${site}: ${entries} entries of ${count(of.length, 'source')}, ${lacking} of these not whole`;
      note(terminal, told, lacking > 0 ? 'yellow' : 'green');
    }
  }
}

/** As many as the engine reads at once. */
const together = 4;

type Query = Omit<Parameters<Engine['call']['timeline']['show']>[0], 'limit' | 'after'>;

async function pages(engine: Engine, query: Query, limit: number, each: (entries: TimelineEntry[]) => void) {
  const entries: TimelineEntry[] = [];
  for (let after: string | null = null, shown = 0; ; ) {
    const page = await engine.call.timeline.show({ ...query, after, limit: Math.min(5000, limit - shown) });
    each(page.entries);
    for (const one of page.entries) entries.push(one);
    shown += page.entries.length;
    after = page.next;
    if (after === null || shown >= limit) return { ...page, entries, shown };
  }
}

function queryOf({ site, source, marked, from, to, text, who, ip, kind }: TimelineFlags): Omit<Query, 'incident'> {
  const sources = source?.map((name): TimelineSource => {
    const known = timelineSource.safeParse(name);
    if (known.success) return known.data;
    throw new ResaltError(
      'INPUT_INVALID',
      `There is no source “${name}”. There are: ${timelineSources.join(', ')}.`,
      'never',
    );
  });
  return {
    ...(site ? { sites: site } : {}),
    ...(sources ? { sources } : {}),
    ...(from === undefined ? {} : { from: readMoment(from).toISOString() }),
    ...(to === undefined ? {} : { to: readMoment(to).toISOString() }),
    ...(text === undefined ? {} : { text }),
    ...(who === undefined ? {} : { who }),
    ...(ip === undefined ? {} : { ip }),
    ...(kind === undefined ? {} : { kind }),
    marked: marked ?? false,
  };
}

function limitOf({ limit, csv }: TimelineFlags, { json }: Invocation): number {
  if (limit === undefined) return csv || json ? 1_000_000 : 200;
  if (/^[1-9]\d{0,6}$/.test(limit)) return Number(limit);
  throw new ResaltError('INPUT_INVALID', '--limit is a number of entries.', 'never');
}
