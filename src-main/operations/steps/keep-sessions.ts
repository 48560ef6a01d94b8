import { ResaltError } from '../../contract/failures.ts';
import type { SessionLook } from '../../store/session-history/history-types.ts';
import type { Tools } from '../tools.ts';

/** Puts a look into the history. What can't be kept is no reason to fail what was read: it comes back in words. */
export async function keepSessions({ history }: Pick<Tools, 'history'>, look: SessionLook): Promise<string | null> {
  try {
    await history.looked(look);
    return null;
  } catch (error) {
    if (error instanceof ResaltError) return `The sessions were read, but not kept on this machine. ${error.message}`;
    throw error;
  }
}
