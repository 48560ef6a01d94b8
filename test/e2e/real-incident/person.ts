import type { Page } from 'playwright-core';
import type { Hands } from '../../integration/incident/hands.ts';

/** What the person does about a step before saying that it is done, outside the window; each once. */
export function byHandIn(hands: Hands): (page: Page, step: string) => Promise<void> {
  const left = new Map<string, readonly (() => Promise<unknown>)[]>([
    ['core-files', [hands.restoreCore, hands.removeCopy]],
    ['server-settings', [hands.removeIni]],
    ['cron', [hands.deleteHook]],
    ['database-extras', [hands.dropAccount]],
    ['harden', [hands.forbidPhpInUploads]],
  ]);
  return async (_page, step) => {
    for (const act of left.get(step) ?? []) await act();
    left.delete(step);
  };
}
