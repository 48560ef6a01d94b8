import { asNetwork } from '../../operations/steps/read-for-audit.ts';
import { type ResetKeys, readResetKeys } from '../../operations/steps/reset-keys.ts';
import { fails, holds, type Verify } from './verification.ts';

/**
 * No user has a link to set a new password, no key of the recovery mode is there, and no invitation that gives a role. Who asks for a new one since is
 * told like any other. Registrations without a role give no more than registering anew: they are told beside.
 */
export const noResetKeys: Verify = async (look) => {
  const keys = await readResetKeys(await asNetwork(await look.open()));
  const left = leftOf(keys);
  if (left.length > 0) return fails(`${left.join('; ')}.`);
  const others = keys.signups - keys.signupsWithRole;
  const beside = others > 0 ? ` ${others} registrations without a role wait to be confirmed.` : '';
  return holds(
    `No user has a link to set a new password, the recovery mode has no keys, and no invitation is open.${beside}`,
  );
};

function leftOf({ users, more, options, invitations, signupsWithRole }: ResetKeys): string[] {
  const told: [number, string][] = [
    [
      users.length,
      `${more ? 'more than ' : ''}${users.length} users have a link to set a new password (${users.slice(0, 20).join(', ')})`,
    ],
    [options, `${options} keys of the recovery mode are there`],
    [invitations.length, `${invitations.length} invitations to blogs of the network are open`],
    [signupsWithRole, `${signupsWithRole} invitations that give a role were not confirmed`],
  ];
  return told.filter(([n]) => n > 0).map(([, what]) => what);
}
