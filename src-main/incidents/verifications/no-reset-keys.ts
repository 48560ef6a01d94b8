import { asNetwork } from '../../operations/steps/read-for-audit.ts';
import { readResetKeys } from '../../operations/steps/reset-keys.ts';
import { fails, holds, type Verify } from './verification.ts';

/** No user has a link to set a new password, and no key of the recovery mode is there. Who asks for a new one since is told like any other. */
export const noResetKeys: Verify = async (look) => {
  const keys = await readResetKeys(await asNetwork(await look.open()));
  if (keys.users.length + keys.options === 0)
    return holds('No user has a link to set a new password, and the recovery mode has no keys.');
  const users =
    keys.users.length === 0
      ? []
      : [
          `${keys.more ? 'more than ' : ''}${keys.users.length} users have a link to set a new password (${keys.users.slice(0, 20).join(', ')})`,
        ];
  const options = keys.options === 0 ? [] : [`${keys.options} keys of the recovery mode are there`];
  return fails(`${[...users, ...options].join('; ')}.`);
};
