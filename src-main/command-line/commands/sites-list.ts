import type { SiteRow } from '../../contract/fleet.ts';
import type { Site } from '../../contract/sites.ts';
import type { ExitCode } from '../exit-codes.ts';
import { loginsInWords } from '../inspection-table.ts';
import { type Invocation, withEngine } from '../invocation.ts';
import { readSelect, type SelectOptions } from '../select.ts';
import { table } from '../table.ts';
import { answer, say } from '../terminal.ts';
import { unlock } from '../unlock.ts';
import { count, dateTime } from '../words.ts';

export async function listSites(invocation: Invocation, flags: SelectOptions): Promise<ExitCode> {
  const select = Object.keys(flags).length === 0 ? { all: true as const } : readSelect(flags);
  const { terminal } = invocation;
  return withEngine<ExitCode>(invocation, async (engine) => {
    await unlock(invocation, engine);
    const rows = await engine.call.sites.list({ select });
    if (invocation.json) answer(terminal, { sites: rows.map(siteFrame) });
    else {
      table(terminal, terminal.out, head, rows.map(cells));
      say(
        terminal,
        rows.length === 0 ? 'No sites. Bring them with: resalt sites import FILE' : `${count(rows.length, 'site')}.`,
      );
    }
    return 0;
  });
}

/** How a site is reached, in words; never with what. */
export function accessOf({ ssh, mysql, local }: Site): string {
  const ways = [
    ssh && `ssh ${ssh.user}@${ssh.host}:${ssh.port}`,
    mysql && `mysql ${mysql.user}@${mysql.host}:${mysql.port}`,
    local && 'this machine',
  ];
  return ways.filter(Boolean).join(', ');
}

const siteFrame = ({ site, inspection, saltsChangedAt, lastRun }: SiteRow): object => ({
  site: site.name,
  url: site.url,
  client: site.client,
  tags: site.tags,
  path: site.path,
  access: accessOf(site),
  sessions: inspection?.sessions.count ?? null,
  liveSessions: inspection?.sessions.live?.count ?? null,
  inspectedAt: inspection?.at ?? null,
  saltsChangedAt,
  lastRun: lastRun && { run: lastRun.runId, operation: lastRun.operation, outcome: lastRun.outcome, at: lastRun.at },
});

const head = ['Site', 'Client', 'Tags', 'Access', 'Logins', 'Salts changed', 'Last run'];
const cells = ({ site, inspection, saltsChangedAt, lastRun }: SiteRow) => [
  site.name,
  site.client ?? '-',
  site.tags.join(', ') || '-',
  accessOf(site),
  inspection ? loginsInWords(inspection.sessions) : '-',
  saltsChangedAt ? dateTime(saltsChangedAt) : '-',
  lastRun ? `${lastRun.operation}: ${lastRun.outcome}, ${dateTime(lastRun.at)}` : '-',
];
