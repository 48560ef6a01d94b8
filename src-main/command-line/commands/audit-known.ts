import type { KnownAuditSite } from '../../contract/known-audits.ts';
import { allKnown } from '../all-known.ts';
import { sayTotals, showFindings } from '../audit-report.ts';
import type { ExitCode } from '../exit-codes.ts';
import { findingsCsv, oneOutput } from '../findings-csv.ts';
import { type Invocation, withEngine } from '../invocation.ts';
import { readSelect, type SelectOptions } from '../select.ts';
import { answer, note, type Terminal } from '../terminal.ts';
import { unlock } from '../unlock.ts';
import { count, dateTime } from '../words.ts';

/** Leaves with 1 where a site was never read, or the latest look at it failed. */
export async function knownFindings(
  invocation: Invocation,
  flags: SelectOptions & { csv?: boolean },
): Promise<ExitCode> {
  const select = readSelect(flags);
  oneOutput(invocation, flags);
  return withEngine<ExitCode>(invocation, async (engine) => {
    const { terminal } = invocation;
    await unlock(invocation, engine);
    const known = await allKnown(engine, select);
    const { drift } = await engine.call.audit.drift({ select });
    const rows = <T extends { siteId: string }>(all: readonly T[]) => all.map(({ siteId: _siteId, ...row }) => row);
    if (invocation.json)
      answer(terminal, {
        ...{ sites: rows(known.sites), administrators: rows(known.administrators) },
        ...{ findings: rows(known.findings), drift: rows(drift) },
      });
    else if (flags.csv) terminal.out.write(findingsCsv(known.findings));
    else {
      showFindings(terminal, known, drift);
      sayTotals(terminal, known, `on ${count(known.sites.length, 'site')}, as the last looks saw them.`);
    }
    if (!invocation.json) for (const site of known.sites) sayWhen(terminal, site);
    return known.sites.every(({ lookedAt, failure }) => lookedAt !== null && failure === null) ? 0 : 1;
  });
}

function sayWhen(terminal: Terminal, { site, lookedAt, failure, changedAt }: KnownAuditSite): void {
  const known = lookedAt === null ? 'never audited' : `audited ${dateTime(lookedAt)}`;
  if (failure) note(terminal, `${site}: ${known}; the latest look failed: ${failure.message}`, 'red');
  else if (changedAt) note(terminal, `${site}: ${known}, and changed by a run since. Audit again.`, 'yellow');
  else note(terminal, `${site}: ${known}.`, lookedAt === null ? 'yellow' : 'dim');
}
