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

/** What the screen says is to be done next, once that can be done and nobody is at any step: it would change under the finger. */
export async function nextOf(page: Page): Promise<Next> {
  let next: Next = { step: '', title: '', button: '' };
  await vi.waitFor(async () => {
    const [now] = await page.evaluate(() => {
      const button = document.querySelector<HTMLButtonElement>('[data-next]');
      const free = button?.getAttribute('aria-disabled') === 'false';
      const marked = document.querySelector('[data-step]:has(.next-mark)');
      const title = document.querySelector('.next-action .next-title');
      const working = document.querySelector('.checklist .ink-work');
      if (!button || !free || !title || working) return [];
      return [{ step: marked?.getAttribute('data-step') ?? '', title: title.textContent, button: button.textContent }];
    });
    if (!now) throw new Error('Nothing can be done yet');
    next = now;
  }, patience);
  return next;
}

export const pressNext = (page: Page): Promise<void> => nextButton(page).click();

/** Until nobody is at any step: what was begun is over and was looked at. */
export const quiet = (page: Page): Promise<void> =>
  vi.waitFor(async () => expect(await page.locator('.checklist .ink-work').count()).toBe(0), patience);

/** Whether a plan was made; false where there is nothing to do and the incident stays. */
export async function isPlanned(page: Page): Promise<boolean> {
  const planned = () => page.url().includes('#/plan/');
  await vi.waitFor(async () => {
    const idle = async () => (await nextButton(page).count()) > 0 && nextButton(page).isEnabled({ timeout: 1000 });
    expect(planned() || (await idle())).toBe(true);
  }, patience);
  return planned();
}

/** Begins the plan once it is whole, waits until it was done, and comes back to the incident. */
export async function throughPlan(page: Page): Promise<void> {
  await page.waitForURL(/#\/plan\//);
  await vi.waitFor(async () => expect(await beginButton(page).isEnabled({ timeout: 1000 })).toBe(true), patience);
  await beginButton(page).click();
  const took = page.getByText('Took', { exact: true });
  // A step in which there was nothing left to do leads straight back.
  const ended = async () => (await took.count()) + (await nextButton(page).count());
  await vi.waitFor(async () => expect(await ended()).toBeGreaterThan(0), patience);
  if ((await nextButton(page).count()) === 0) await page.getByRole('link', { name: 'Back to the incident' }).click();
  await nextButton(page).waitFor();
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
