import type { Fact } from '../../../src-main/contract/checklist.ts';
import type { CheckName } from '../../../src-main/contract/findings.ts';
import type { IncidentStep } from '../../../src-main/contract/incidents.ts';
import { backdoor } from '../../fleet/breach/accounts.ts';
import type { ByCommandLine } from './by-command-line.ts';
import type { Hands } from './hands.ts';

/** Who works on it, as it stands in the record. */
export const person = 'Mo Night';

type Act = () => Promise<unknown>;

/** What the person does about what a step looks for, where Resalt says that it can't be done by itself. */
export function actsOf(hand: ByCommandLine, hands: Hands, site: string): (step: IncidentStep) => Act[] {
  const forChecks: Partial<Record<CheckName, Act>> = {
    'core-file-changed': hands.restoreCore,
    'backup-readable': hands.removeCopy,
    'user-ini': hands.removeIni,
    'cron-hook': hands.deleteHook,
    'database-user': hands.dropAccount,
    'wordpress-version': () => acceptAll(hand, site, 'wordpress-version'),
  };
  const forFacts: Partial<Record<Fact, Act>> = {
    'only-approved-administrators': () =>
      hand.say(['users', 'demote', '--user', backdoor, '--site', site, '--yes'], [0, 1]),
    hardened: hands.forbidPhpInUploads,
  };
  const done = new Set<Act>();
  return ({ verifications }) => {
    const all = verifications.flatMap((one) =>
      'fact' in one ? [forFacts[one.fact]] : one.checks.map((check) => forChecks[check]),
    );
    const acts = all.filter((act): act is Act => act !== undefined && !done.has(act));
    for (const act of acts) done.add(act);
    return acts;
  };
}

/** Accepted for a reason, as a person may: an update is planned and does not belong into this night. */
async function acceptAll(hand: ByCommandLine, site: string, check: CheckName): Promise<void> {
  const known = (await hand.ask(['audit', 'known', '--site', site], [0, 1])) as {
    findings: { check: string; contentHash: string }[];
  };
  for (const { contentHash } of known.findings.filter((one) => one.check === check))
    await hand.say([
      ...['audit', 'accept', '--site', site, '--check', check, '--finding', contentHash.slice(0, 16), '--yes'],
      ...['--reason', 'The update is planned for next week, with the shop’s maker'],
    ]);
}
