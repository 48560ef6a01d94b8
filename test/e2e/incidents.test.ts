import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { callsOf, useStage } from './screens/use-stage.ts';

const stage = useStage();
const folder = fileURLToPath(new URL('../../test-results/screens/', import.meta.url));
const said = (page: Page, text: string | RegExp) => page.getByText(text).first().waitFor({ timeout: 15_000 });
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).first();

describe('three incidents on 40 sites', () => {
  it('stay clear in both themes and in a small window', { timeout: 40_000 }, async () => {
    mkdirSync(folder, { recursive: true });
    const page = await stage.open({ scenario: 'incidents', hash: '#/incidents' });
    page.setDefaultTimeout(8000);
    const picture = async (name: string): Promise<void> => {
      for (const colorScheme of ['dark', 'light'] as const) {
        await page.emulateMedia({ colorScheme });
        await page.screenshot({ animations: 'disabled', path: `${folder}${name}-${colorScheme}.png` });
      }
      const beyond = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(beyond, name).toBeLessThanOrEqual(0);
    };
    await said(page, '3 incidents');
    await picture('incidents');
    await page.getByRole('link', { name: 'Acme shops' }).click();
    await page.getByRole('navigation', { name: 'Checklist' }).waitFor();
    await picture('incident');
    await page.getByRole('tab', { name: 'Time line' }).click();
    await said(page, 'Where it may have begun');
    await picture('incident-timeline');
    await page.setViewportSize({ width: 1024, height: 700 });
    await page.getByRole('tab', { name: 'This step' }).click();
    await picture('incident-narrow');
    await page.getByRole('tab', { name: 'Evidence' }).click();
    await picture('incident-narrow-evidence');
    expect(stage.complaints).toEqual([]);
    expect(await callsOf(page, 'incidents.run')).toEqual([]);
    expect(await button(page, 'Report…').count()).toBe(1);
  });
});
