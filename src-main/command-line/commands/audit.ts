import { basename } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { type AuditReport, type CheckName, checkNames, filesLeftOut } from '../../contract/findings.ts';
import { auditFrame, complainOfAudit, showAudit } from '../audit-report.ts';
import type { ExitCode } from '../exit-codes.ts';
import { findingsCsv, oneOutput } from '../findings-csv.ts';
import { type Invocation, withEngine } from '../invocation.ts';
import type { Register } from '../program.ts';
import { readGivenFile } from '../read-given-file.ts';
import { readSelect, type SelectOptions, withSelect } from '../select.ts';
import { answer, say } from '../terminal.ts';
import { unlock } from '../unlock.ts';
import { count } from '../words.ts';
import { acceptFindings, listAccepted, takeBack } from './audit-accept.ts';
import { listDrift, seeDrift } from './audit-drift.ts';
import { knownFindings } from './audit-known.ts';

type Flags = SelectOptions & { check?: CheckName[]; csv?: boolean; files: boolean; offline?: boolean };

export function registerAudit(program: Command, register: Register): void {
  const audit = program
    .command('audit')
    .description('who is an administrator, and what else opens the door; changes nothing on a site');
  const looking = audit
    .command('look', { isDefault: true })
    .description('look at the sites')
    .option('--check <name>', 'only this check (repeatable)', checks)
    .option('--no-files', 'the database alone: no list of files, no checksums')
    .option('--offline', 'fetch nothing from WordPress.org: official checksums as they are kept here')
    .option('--csv', 'findings as CSV, with cells that a spreadsheet would execute defused');
  register(withSelect(looking), look);
  const known = audit.command('known').description('what the last looks found; no site is asked');
  register(withSelect(known.option('--csv', 'findings as CSV')), knownFindings);
  const accept = audit
    .command('accept')
    .description('leave a finding as it is; it comes back when its content changes')
    .requiredOption('--check <name>', 'which check found it', check)
    .requiredOption('--finding <id>', 'its id, or the first 8 characters or more')
    .requiredOption('--reason <words>', 'why')
    .option('--everywhere', 'on every site, now and later');
  register(withSelect(accept), acceptFindings);
  register(audit.command('accepted').description('what is accepted, why and by whom'), listAccepted);
  register(audit.command('unaccept').description('take one back').argument('<id>'), takeBack);
  const drift = audit.command('drift').description('what changed from look to look and nobody has said was seen');
  register(withSelect(drift), listDrift);
  register(withSelect(audit.command('seen').description('say that what changed was seen')), seeDrift);
  const checksums = audit.command('checksums').description('what WordPress.org says that files must be');
  const add = checksums
    .command('add')
    .description('take them from files: 6.8.1-nl_NL.json of WordPress, any name of a plugin')
    .argument('<file...>');
  register(add, addChecksums);
}

function check(name: string): CheckName {
  const known = checkNames.find((one) => one === name);
  if (known) return known;
  throw new InvalidArgumentError(`Say one of: ${checkNames.join(', ')}.`);
}

const checks = (name: string, before: CheckName[] | undefined): CheckName[] => [...(before ?? []), check(name)];

/** Leaves with 1 where a site, or one of the checks on it, could not be looked at: nothing is claimed of it then. */
async function look(invocation: Invocation, flags: Flags): Promise<ExitCode> {
  const select = readSelect(flags);
  oneOutput(invocation, flags);
  return withEngine<ExitCode>(invocation, async (engine) => {
    const { terminal } = invocation;
    await unlock(invocation, engine);
    const report = await engine.call.audit.look({ select, ...wishesOf(flags) });
    const { drift } = await engine.call.audit.drift({ select });
    if (invocation.json) answer(terminal, auditFrame(report, drift));
    else if (flags.csv) terminal.out.write(findingsCsv(report.findings));
    else showAudit(terminal, report, drift);
    if (!invocation.json) complainOfAudit(terminal, report);
    return wholly(report, flags) ? 0 : 1;
  });
}

const wishesOf = ({ check, files, offline }: Flags) => ({
  ...(check ? { checks: check } : {}),
  ...(files ? {} : { files }),
  ...(offline ? { offline } : {}),
});

/** What was left out as asked was not to be looked at. */
const wholly = ({ sites }: AuditReport, { files }: Flags): boolean =>
  sites.every(
    ({ outcome, checks }) =>
      outcome === 'ok' && checks.every(({ looked, why }) => looked === 'whole' || (!files && why === filesLeftOut)),
  );

/** As WordPress.org answers them: https://api.wordpress.org/core/checksums/1.0/?version=V&locale=L, https://downloads.wordpress.org/plugin-checksums/SLUG/VERSION.json. */
async function addChecksums(invocation: Invocation, _flags: object, _first: string, all: string[]): Promise<ExitCode> {
  const files = await Promise.all(all.map((file) => readGivenFile(invocation.terminal, file, 16)));
  return withEngine<ExitCode>(invocation, async (engine) => {
    const given = files.map(({ path, text }) => ({ name: basename(path), text }));
    const { added } = await engine.call.audit.addChecksums({ files: given });
    if (invocation.json) answer(invocation.terminal, { added });
    else for (const one of added) say(invocation.terminal, `${one.name}: ${one.of}, ${count(one.files, 'file')}`);
    return 0;
  });
}
