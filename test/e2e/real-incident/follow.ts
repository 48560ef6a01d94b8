import type { Page } from 'playwright-core';
import { expect, vi } from 'vitest';

const patience = { timeout: 60_000, interval: 50 };
const nextButton = (page: Page) => page.locator('[data-next]');
const beginButton = (page: Page) => page.locator('.choices-end button');

export interface Next {
  /** The step that is marked as the next in the checklist. */
  step: string;
  title: string;
  button: string;
}

/** What the screen says is to be done next, once that can be done. */
export async function nextOf(page: Page): Promise<Next> {
  let next: Next = { step: '', title: '', button: '' };
  await vi.waitFor(async () => {
    const [now] = await page.evaluate(() => {
      const button = document.querySelector<HTMLButtonElement>('[data-next]');
      const marked = document.querySelector('[data-step]:has(.next-mark)');
      const title = document.querySelector('.next-action .next-title');
      if (!button || button.disabled || !title) return [];
      return [{ step: marked?.getAttribute('data-step') ?? '', title: title.textContent, button: button.textContent }];
    });
    if (!now || now.title === 'Containing') throw new Error(`Nothing can be done yet: ${JSON.stringify(now)}`);
    next = now;
  }, patience);
  return next;
}

export const pressNext = (page: Page): Promise<void> => nextButton(page).click();

/** Until nobody is at any step: what was begun is over and was looked at. */
export const quiet = (page: Page): Promise<void> =>
  vi.waitFor(async () => expect(await page.locator('.checklist .ink-work').count()).toBe(0), patience);

/** Begins the plan once it is whole, waits until it was done, and comes back. A step in which there is nothing to do has no plan. */
export async function throughPlan(page: Page): Promise<'done' | 'nothing'> {
  await vi.waitFor(async () => {
    const [begin, next] = [beginButton(page), nextButton(page)];
    const [planned, stayed] = [await begin.count(), await next.count()];
    if (planned > 0) expect(await begin.isEnabled({ timeout: 1000 })).toBe(true);
    else expect(stayed > 0 && (await next.isEnabled({ timeout: 1000 }))).toBe(true);
  }, patience);
  if ((await beginButton(page).count()) === 0) return 'nothing';
  await beginButton(page).click();
  const took = page.getByText('Took', { exact: true });
  await vi.waitFor(
    async () => expect((await took.count()) + (await nextButton(page).count())).toBeGreaterThan(0),
    patience,
  );
  if ((await nextButton(page).count()) === 0) await page.getByRole('link', { name: 'Back to the incident' }).click();
  await nextButton(page).waitFor();
  return 'done';
}

/** Says by name and note that it is so. */
export async function sayDone(page: Page, note: string): Promise<void> {
  const dialog = page.getByRole('dialog');
  await dialog.locator('textarea:visible').first().fill(note);
  await dialog.getByLabel('Your name').fill('Mo Night');
  await dialog.locator('button[type=submit]').click();
  await dialog.waitFor({ state: 'detached' });
}

/** How the step that is shown stands, as the window says it. */
export const standingShown = (page: Page): Promise<string> => page.locator('.standings').first().innerText();
