import { basename } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { type AuditReport, type CheckName, checkNames, filesLeftOut } from '../../contract/findings.ts';
import { auditFrame, complainOfAudit, showAudit } from '../audit-report.ts';
import type { ExitCode } from '../exit-codes.ts';
import { type Invocation, withEngine } from '../invocation.ts';
import type { Register } from '../program.ts';
import { readGivenFile } from '../read-given-file.ts';
import { readSelect, type SelectOptions, withSelect } from '../select.ts';
import { answer, say } from '../terminal.ts';
import { unlock } from '../unlock.ts';
import { count } from '../words.ts';

type Flags = SelectOptions & { check?: CheckName[]; files: boolean; offline?: boolean };

export function registerAudit(program: Command, register: Register): void {
  const command = program
    .command('audit')
    .description('who is an administrator, and what else opens the door; changes nothing')
    .option('--check <name>', 'only this check (repeatable)', check)
    .option('--no-files', 'the database alone: no list of files, no checksums')
    .option('--offline', 'fetch nothing from WordPress.org: official checksums as they are kept here');
  register(withSelect(command), audit);
  const checksums = command.command('checksums').description('what WordPress.org says that files must be');
  const add = checksums
    .command('add')
    .description(
      'take them from files, for a machine without internet: 6.8.1-nl_NL.json of WordPress, any name of a plugin',
    )
    .argument('<file...>');
  register(add, addChecksums);
}

function check(name: string, before: CheckName[] | undefined): CheckName[] {
  const known = checkNames.find((one) => one === name);
  if (known) return [...(before ?? []), known];
  throw new InvalidArgumentError(`Say one of: ${checkNames.join(', ')}.`);
}

/** Leaves with 1 where a site, or one of the checks on it, could not be looked at: nothing is claimed of it then. */
async function audit(invocation: Invocation, flags: Flags): Promise<ExitCode> {
  const select = readSelect(flags);
  return withEngine<ExitCode>(invocation, async (engine) => {
    await unlock(invocation, engine);
    const report = await engine.call.audit.look({ select, ...wishesOf(flags) });
    if (invocation.json) answer(invocation.terminal, auditFrame(report));
    else {
      showAudit(invocation.terminal, report);
      complainOfAudit(invocation.terminal, report);
    }
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
