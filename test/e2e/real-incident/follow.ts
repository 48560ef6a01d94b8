import type { Page } from 'playwright-core';
import { expect, vi } from 'vitest';

const patience = { timeout: 60_000, interval: 100 };
const nextButton = (page: Page) => page.locator('[data-next]');

/** What the screen says is to be done next, once nothing is being done. */
export async function nextOf(page: Page): Promise<{ button: string; title: string }> {
  let next = { button: '', title: '' };
  await vi.waitFor(async () => {
    const button = nextButton(page);
    expect(await button.isEnabled()).toBe(true);
    const title = await page.locator('.next-action .next-title').innerText();
    next = { button: await button.innerText(), title };
    expect(next.title).not.toBe('Containing');
  }, patience);
  return next;
}

export const pressNext = (page: Page): Promise<void> => nextButton(page).click();

/** The step whose work is shown. */
export const stepShown = (page: Page): string => /#\/incident\/[\w-]+\/([a-z0-9-]+)/.exec(page.url())?.[1] ?? '';

/** Waits until the plan is whole, begins it, waits until it was done, and comes back to the incident. */
export async function throughPlan(page: Page): Promise<void> {
  const begin = page.locator('.choices-end button');
  await vi.waitFor(async () => expect(await begin.isEnabled()).toBe(true), patience);
  await begin.click();
  const back = page.getByRole('link', { name: 'Back to the incident' });
  const took = page.getByText('Took', { exact: true });
  // A step in which there was nothing left to do leads straight back.
  await vi.waitFor(
    async () => expect((await took.count()) + (await nextButton(page).count())).toBeGreaterThan(0),
    patience,
  );
  if ((await nextButton(page).count()) === 0) await back.click();
  await nextButton(page).waitFor();
}

/** Says by name and note that it is done. */
export async function sayDone(page: Page, note: string): Promise<void> {
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox').first().fill(note);
  await dialog.getByLabel('Your name').fill('Mo Night');
  await dialog.locator('button[type=submit]').click();
  await dialog.waitFor({ state: 'detached' });
}
