import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { root } from '../electron-runtime.ts';

const folder = join(root, 'test-results/e2e');

/** Takes the screen as it stands now in both themes, as build output to be looked at. */
export async function picture(page: Page, name: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.screenshot({ animations: 'disabled', path: join(folder, `${name}-${colorScheme}.png`) });
  }
}
