import type { Page } from 'playwright-core';
import type { useStage } from '../screens/use-stage.ts';

export const findings = (page: Page) => page.getByRole('grid', { name: 'Findings' });
export const line = (page: Page, text: string | RegExp) =>
  findings(page).getByRole('row').filter({ hasText: text }).first();
export const shown = (page: Page, text: string | RegExp) => page.getByText(text).first().waitFor({ timeout: 30_000 });
export const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).first();
export const figure = async (page: Page, label: string): Promise<number> =>
  Number(
    (await page.locator('.figure', { hasText: label }).first().locator('.figure-value').textContent())?.replace(
      ',',
      '',
    ),
  );

export const pagesOn = (stage: ReturnType<typeof useStage>) => {
  async function open(scenario = 'outcomes', hash = '#/audit', width = 1440): Promise<Page> {
    const page = await stage.open({ scenario, hash, width });
    page.setDefaultTimeout(30_000);
    return page;
  }
  async function audited(scenario = 'outcomes', hash = '#/audit'): Promise<Page> {
    const page = await open(scenario, hash);
    await findings(page).waitFor();
    return page;
  }
  return { open, audited };
};

/** Begins what the plan on the screen is of, and waits for the run’s end. */
export async function begin(page: Page, name: string): Promise<void> {
  await button(page, name).click();
  await page.getByText('Took', { exact: true }).waitFor({ timeout: 30_000 });
}
