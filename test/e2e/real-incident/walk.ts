import type { Page } from 'playwright-core';
import { isPlanned, nextOf, pressNext, sayDone, standingShown, throughPlan } from './follow.ts';

/** Begun so often and still the next: nobody gets any further by it. */
const enough = 3;

/**
 * Presses the one button that says what is next, and does what it asks for, as somebody who was never trained: until the step `until`
 * is next. `notes`: what is written of a step, else that it was seen to. What Resalt alone did not get done is done by hand before the button is pressed again.
 */
export function walker(page: Page, byHand: (step: string) => Promise<void>, notes: Record<string, string>) {
  const tried = new Map<string, number>();
  const times: string[] = [];
  async function follow(until: string): Promise<void> {
    for (;;) {
      const began = performance.now();
      const { step, title, button } = await nextOf(page);
      if (step === until) return;
      if (button.startsWith('Show this step')) {
        await pressNext(page);
        continue;
      }
      const before = tried.get(step) ?? 0;
      if (before >= enough) throw new Error(`${step} is next again and again: ${await standingShown(page)}`);
      tried.set(step, before + 1);
      if (button.startsWith('It is done') || before > 0) await byHand(step);
      await pressNext(page);
      if (button.startsWith('It is done')) await sayDone(page, notes[step] ?? `Seen to it: ${title}`);
      else if (button.startsWith('See ') && (await isPlanned(page))) await throughPlan(page);
      times.push(`${step} (${button}) ${Math.round(performance.now() - began)} ms`);
    }
  }
  return { follow, times };
}
