import { ResaltError } from '../contract/failures.ts';
import type { KnownPage } from '../contract/known-sessions.ts';
import { known as declared } from '../contract/known-sessions.ts';
import type { Parts } from './parts.ts';
import { needUnlocked, unlockedProcedure } from './rpc.ts';
import { sitesOf } from './select.ts';
import { type Snapshot, takeSnapshot } from './session-snapshot.ts';

/** Of one window, and of another that begins meanwhile; an older one is gone. */
const mostSnapshots = 2;

/** `sessions.known`: the history in pages. What was taken is forgotten when the vault locks. */
export function knownSessions(parts: Parts) {
  const snapshots: Snapshot[] = [];
  const forget = (all: Snapshot[]) => {
    for (const one of all) one.wipe();
  };
  parts.vault.onChange(() => {
    if (parts.vault.state() !== 'unlocked') forget(snapshots.splice(0));
  });

  const take = async (input: { select: Parameters<typeof sitesOf>[1] }): Promise<KnownPage> => {
    const asked = await sitesOf(parts, input.select);
    const judge = await parts.judging.ready();
    const snapshot = await takeSnapshot(parts.history, parts.store.sites.list(), asked, judge, parts.tools.clock());
    // It may have been locked while the sites were read.
    if (parts.vault.state() !== 'unlocked') snapshot.wipe();
    needUnlocked(parts);
    const first = snapshot.page(0);
    if (first.next === null) snapshot.wipe();
    else {
      snapshots.push(snapshot);
      forget(snapshots.splice(0, Math.max(0, snapshots.length - mostSnapshots)));
    }
    return first;
  };

  return unlockedProcedure(parts)
    .input(declared.input)
    .output(declared.output)
    .query(({ input }) => {
      if (input.snapshot === undefined) return take(input);
      const taken = snapshots.find(({ id }) => id === input.snapshot);
      if (taken) return taken.page(input.page);
      throw new ResaltError('NOT_ALLOWED_HERE', 'This snapshot of the sessions is gone. Begin with a new one.');
    });
}
