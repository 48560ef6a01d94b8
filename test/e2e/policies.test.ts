import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { openStage, type Stage } from './screens/stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
}, 120_000);
afterEach(() => stage.clear());
afterAll(() => stage.close());

const calls = (page: Page, path: string): Promise<unknown[]> =>
  page.evaluate((wanted) => {
    const { fake } = window as unknown as { fake: { engine: { calls: { path: string; input: unknown }[] } } };
    return fake.engine.calls.filter((call) => call.path === wanted).map((call) => call.input);
  }, path);

it('a policy is made in the settings, shows what it would end, ends exactly that, and goes', async () => {
  const page = await stage.open({ hash: '#/settings', scenario: 'few' });
  const part = page.getByRole('region', { name: 'Session policies' });
  await part.getByText('None: sessions may be whatever they are.').waitFor();
  const add = part.getByRole('button', { name: 'Add the policy' });
  await part.getByLabel('Name of a new policy').fill('Two <b>each</b>');
  expect(await add.isDisabled()).toBe(true);
  await part.getByLabel('At most so many sessions of one user on one site').fill('2');
  await part.getByLabel('Swept by itself').fill('0 3 * * *');
  await add.click();
  const policy = part.getByRole('article', { name: 'Two <b>each</b>' });
  await policy.getByText('at most 2 per user and site, on every site').waitFor();
  expect(await calls(page, 'policies.save')).toMatchObject([
    {
      name: 'Two <b>each</b>',
      of: { all: true },
      mostPerUser: 2,
      oldestDays: null,
      noExpired: false,
      sweeps: '0 3 * * *',
    },
  ]);

  expect(await policy.getByRole('button', { name: /^End/ }).count()).toBe(0);
  await policy.getByRole('button', { name: 'What would it end?' }).click();
  await policy.getByText('Today it would end 12 sessions of 5 people on 3 sites.').waitFor();
  await policy.getByRole('button', { name: 'End 12 sessions' }).click();
  await page.getByRole('grid', { name: 'Sites of this run' }).waitFor();
  expect(await calls(page, 'policies.sweep')).toMatchObject([{ before: expect.stringMatching(/Z$/), dryRun: false }]);

  await page.evaluate(() => {
    location.hash = '#/settings';
  });
  await policy.getByRole('button', { name: 'Remove' }).click();
  await part.getByText('None: sessions may be whatever they are.').waitFor();
  expect(stage.complaints).toEqual([]);
});
