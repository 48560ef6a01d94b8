import { type Command, InvalidArgumentError } from 'commander';
import { type AuditReport, type CheckName, checkNames } from '../../contract/findings.ts';
import { auditFrame, complainOfAudit, showAudit } from '../audit-report.ts';
import type { ExitCode } from '../exit-codes.ts';
import { type Invocation, withEngine } from '../invocation.ts';
import type { Register } from '../program.ts';
import { readSelect, type SelectOptions, withSelect } from '../select.ts';
import { answer } from '../terminal.ts';
import { unlock } from '../unlock.ts';

type Flags = SelectOptions & { check?: CheckName[] };

export function registerAudit(program: Command, register: Register): void {
  const command = program
    .command('audit')
    .description('who is an administrator, and what else opens the door; changes nothing')
    .option('--check <name>', 'only this check (repeatable)', check);
  register(withSelect(command), audit);
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
    const report = await engine.call.audit.look({ select, ...(flags.check ? { checks: flags.check } : {}) });
    if (invocation.json) answer(invocation.terminal, auditFrame(report));
    else {
      showAudit(invocation.terminal, report);
      complainOfAudit(invocation.terminal, report);
    }
    return wholly(report) ? 0 : 1;
  });
}

const wholly = ({ sites }: AuditReport): boolean =>
  sites.every(({ outcome, checks }) => outcome === 'ok' && checks.every(({ looked }) => looked === 'whole'));
