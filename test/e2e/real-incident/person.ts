import type { Hands } from '../../integration/incident/hands.ts';

/** What the person does about a step outside the window, once Resalt alone did not get it done; each once. */
export function byHandIn(hands: Hands): (step: string) => Promise<void> {
  const left = new Map<string, readonly (() => Promise<unknown>)[]>([
    ['core-files', [hands.restoreCore, hands.removeCopy]],
    ['server-settings', [hands.removeIni]],
    ['cron', [hands.deleteHook]],
    ['database-accounts', [hands.dropAccount]],
    ['harden', [hands.forbidPhpInUploads]],
  ]);
  return async (step) => {
    for (const act of left.get(step) ?? []) await act();
    left.delete(step);
  };
}
