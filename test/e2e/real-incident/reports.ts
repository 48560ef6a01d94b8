import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { said } from '../flow/look.ts';
import type { SavingApp } from './app.ts';

const labels = { client: 'For the client', engineer: 'For engineers', record: 'For the record' };

/** Has the report of each kind made and saved by the window; their texts. */
export async function makeReports(page: Page, app: SavingApp): Promise<Record<keyof typeof labels, string>> {
  const make = async (audience: keyof typeof labels, format: 'html' | 'json'): Promise<string> => {
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('radio', { name: labels[audience] }).check();
    await dialog.getByLabel('As', { exact: true }).selectOption(format);
    await dialog.getByRole('button', { name: 'Make the report' }).click();
    await said(page, /^Saved as/);
    return readFile(await app.saved(), 'utf8');
  };
  await page.getByRole('button', { name: 'Report…' }).click();
  const client = await make('client', 'html');
  const engineer = await make('engineer', 'html');
  const record = await make('record', 'json');
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  return { client, engineer, record };
}
