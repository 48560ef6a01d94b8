import type { Locator, Page } from 'playwright-core';
import { expect, vi } from 'vitest';

export const patience = { timeout: 30_000, interval: 50 };

/** Waits until exactly so many of these can be seen. */
export async function shown(what: Locator, times = 1): Promise<void> {
  await vi.waitFor(async () => {
    const visible = await Promise.all((await what.all()).map((one) => one.isVisible()));
    expect(visible.filter(Boolean).length, String(what)).toBe(times);
  }, patience);
}

/** Waits until these words can be read. */
export const said = (page: Page, words: string | RegExp): Promise<void> => shown(page.getByText(words).first());

/** Waits until the text of this is so. */
export async function reads(what: Locator, words: string | RegExp): Promise<void> {
  await vi.waitFor(async () => expect(await what.innerText()).toMatch(words), patience);
}

/** The number that a figure shows. */
export async function figure(page: Page, label: string): Promise<number> {
  const figure = page.locator('.figure', { has: page.getByText(label, { exact: true }) });
  const text = await figure.locator('.figure-value').innerText();
  return Number(text.replaceAll(',', ''));
}

export async function unlock(page: Page, passphrase: string): Promise<void> {
  await page.getByLabel('Passphrase').fill(passphrase);
  await page.getByRole('button', { name: 'Unlock', exact: true }).click();
}
