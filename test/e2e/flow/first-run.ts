import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Fleet } from '../../fleet/fleet.ts';
import { passphrase } from '../../integration/open-engine.ts';
import { said, shown } from './look.ts';

/** Three rows of which one is good: a server that nobody will ever reach. */
export const pasted = [
  'name,url,client,path,ssh_host,ssh_port,ssh_user,ssh_password',
  'ghost,http://127.30.9.9/,gone,/srv/ghost,127.30.9.9,1,nobody,not-a-real-password',
  'ghost,http://127.30.9.8/,gone,/srv/ghost,127.30.9.8,22,nobody,not-a-real-password',
  'bad-port,http://127.30.9.7/,gone,/srv/bad,127.30.9.7,99999,nobody,not-a-real-password',
].join('\n');

/** Nothing there yet: a vault is made, after two passphrases that are not the same were told. */
export async function makeVault(page: Page): Promise<void> {
  await shown(page.getByRole('heading', { name: 'Make a vault' }));
  const make = page.getByRole('button', { name: 'Make the vault' });
  await page.getByLabel('Passphrase', { exact: true }).fill(passphrase);
  await page.getByLabel('Passphrase again').fill(`${passphrase}!`);
  await said(page, 'The two are not the same.');
  expect(await make.isDisabled()).toBe(true);
  await page.getByLabel('Passphrase again').fill(passphrase);
  await make.click();
  await shown(page.getByRole('heading', { name: 'Bring your sites' }));
}

/** A list by paste, with rows that are refused and say why. */
export async function bringByPaste(page: Page): Promise<void> {
  await page.getByLabel('Or paste a list').fill(pasted);
  await page.getByRole('button', { name: 'Bring 4 lines as CSV' }).click();
  const report = page.getByRole('region', { name: 'What came in' });
  await shown(report.getByText('Delete what you pasted it from'));
  const rejected = report.getByRole('table', { name: /Rejected rows/ }).getByRole('row');
  await shown(rejected.filter({ hasText: 'ghost' }).filter({ hasText: 'the same name stands in row 2' }));
  await shown(rejected.filter({ hasText: 'bad-port' }).filter({ hasText: /port/ }));
}

/** The fleet's own file, chosen in the file dialog; its keys are shown and then trusted. */
export async function bringByFile(page: Page, fleet: Fleet, csv: string): Promise<void> {
  await page.getByRole('button', { name: 'Bring more' }).click();
  await fleet.importCsv(csv);
  const choosing = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Choose a CSV or JSON file' }).click();
  await (await choosing).setFiles({ name: 'sites.csv', mimeType: 'text/csv', buffer: await readFile(csv) });
  await page.getByRole('button', { name: `Test these ${fleet.sites.length} sites` }).click();
}

/** Every server's key stands on the screen as ssh-keygen shows it, before it is trusted. */
export async function trustKeys(page: Page, fleet: Fleet): Promise<void> {
  const n = fleet.sites.length;
  const trust = page.getByRole('button', { name: `Trust these ${n} keys` });
  await shown(trust);
  const list = page.getByRole('grid', { name: 'Access' });
  await shown(
    list.getByRole('row').filter({ hasText: 'Not trusted yet' }).filter({ hasText: fleet.ssh.fingerprint }),
    n,
  );
}

export async function trusted(page: Page, fleet: Fleet): Promise<void> {
  const n = fleet.sites.length;
  await page.getByRole('button', { name: `Trust these ${n} keys` }).click();
  await said(page, `${n} sites: ${n} reached.`);
  await page.getByRole('button', { name: 'Go to the fleet' }).click();
}
