import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openStage, type Stage } from './screens/stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
}, 120_000);
afterEach(async () => {
  await stage.clear();
  expect(stage.complaints).toEqual([]);
});
afterAll(() => stage.close());

const calls = (page: Page, path: string): Promise<unknown[]> =>
  page.evaluate((wanted) => {
    const { fake } = window as unknown as { fake: { engine: { calls: { path: string; input: unknown }[] } } };
    return fake.engine.calls.filter((call) => call.path === wanted).map((call) => call.input);
  }, path);

/** The settings with the part that is about policies, and the form for one more. */
async function open() {
  const page = await stage.open({ hash: '#/settings', scenario: 'few' });
  const part = page.getByRole('region', { name: 'Session policies' });
  return { page, part, form: part.getByRole('form', { name: 'New policy' }) };
}

describe('session policies in the settings', () => {
  it('one is made, shows what it would end, ends exactly that after the number was typed, and goes', async () => {
    const { page, part, form } = await open();
    await part.getByText('None: sessions may be whatever they are.').waitFor();
    await part.getByRole('button', { name: 'Add a policy' }).click();
    await form.getByLabel('Name').fill('Two <b>each</b>');
    await form.getByLabel('At most so many sessions of one user on one site').fill('2');
    await form.getByRole('button', { name: 'Add the policy' }).click();
    const policy = part.getByRole('article', { name: 'Two <b>each</b>' });
    await policy.getByText('at most 2 per user and site, on every site').waitFor();
    await policy.getByText('Off: swept by hand only. Never swept.').waitFor();
    const made = { name: 'Two <b>each</b>', of: { all: true }, mostPerUser: 2, oldestDays: null, noExpired: false };
    expect(await calls(page, 'policies.save')).toMatchObject([{ ...made, sweeps: null }]);

    expect(await policy.getByRole('button', { name: /^End/ }).count()).toBe(0);
    await policy.getByRole('button', { name: 'What would it end?' }).click();
    const end = policy.getByRole('button', { name: /^End \d+ sessions$/ });
    const title = (await end.textContent()) ?? '';
    const figure = title.replace(/\D/g, '');
    await policy.getByText(`Today it would end ${figure} sessions of`).waitFor();
    await end.click();
    const dialog = page.getByRole('dialog');
    expect(await dialog.getByRole('button', { name: title }).isDisabled()).toBe(true);
    expect(await calls(page, 'policies.sweep')).toEqual([]);
    await dialog.getByLabel(/^Type the number/).fill(figure);
    await dialog.getByRole('button', { name: title }).click();
    await page.getByRole('grid', { name: 'Sites of this run' }).waitFor();
    expect(await calls(page, 'policies.sweep')).toMatchObject([{ before: expect.stringMatching(/Z$/), dryRun: false }]);

    await page.evaluate(() => {
      location.hash = '#/settings';
    });
    await policy.getByRole('button', { name: 'Remove' }).click();
    await policy.getByRole('button', { name: 'Keep it' }).click();
    expect(await calls(page, 'policies.remove')).toEqual([]);
    await policy.getByRole('button', { name: 'Remove' }).click();
    await policy.getByRole('button', { name: 'Remove it' }).click();
    await part.getByText('None: sessions may be whatever they are.').waitFor();
  });

  it('is off at first; switched on it shows what it would end, and not before is it stored', async () => {
    const { page, part, form } = await open();
    await part.getByRole('button', { name: 'Add a policy' }).click();
    expect(await form.getByRole('switch', { name: 'Sweep it by itself' }).isChecked()).toBe(false);
    await form.getByLabel('Name').fill('Nightly');
    await form.getByLabel('No expired ones').check();
    await form.getByLabel('Prove it with a canary').check();
    await form.getByLabel('Sweep it by itself').check();
    await form.getByText(/^Next: \w{3}, \d+ \w+ \d{4}, 03:00; /).waitFor();
    await form.getByRole('button', { name: 'See what it would end today' }).click();
    await form.getByText(/^Today it would end/).waitFor();
    await form.getByText('Where', { exact: true }).click();
    expect(await form.getByRole('listitem').count()).toBeGreaterThan(0);
    expect(await calls(page, 'policies.save')).toEqual([]);

    // Another rule is another policy: what was shown says nothing of it.
    await form.getByLabel('At most so many days old').fill('30');
    await form.getByRole('button', { name: 'See what it would end today' }).click();
    // Who presses twice has looked twice: the button is then another one.
    await form.evaluate(async (all) => {
      const button = all.querySelector<HTMLButtonElement>('button[type=submit]');
      while (button?.textContent !== 'Switch it on') await new Promise(requestAnimationFrame);
      button.click();
    });
    expect(await calls(page, 'policies.save')).toEqual([]);
    await form.getByRole('button', { name: 'Switch it on' }).click();
    await part
      .getByRole('article', { name: 'Nightly' })
      .getByText(/^On: swept by itself, next on .*03:00 \(in /)
      .waitFor();
    expect(await calls(page, 'policies.save')).toMatchObject([
      { oldestDays: 30, noExpired: true, sweeps: '0 3 * * *', proof: true },
    ]);
    expect(await calls(page, 'policies.plan')).toMatchObject([
      { draft: { oldestDays: null } },
      { draft: { oldestDays: 30 } },
    ]);
    expect(await calls(page, 'policies.sweep')).toEqual([]);
  });

  it('what is wrong stands beside its field, and nothing is stored', async () => {
    const { page, part, form } = await open();
    await part.getByRole('button', { name: 'Add a policy' }).click();
    await form.getByLabel('For').selectOption('The sites of a client');
    await form.getByLabel('Sweep it by itself').check();
    await form.getByRole('textbox', { name: 'Schedule' }).fill('every night');
    const beside = async (label: string, error: string | RegExp) => {
      const field = form.getByRole('textbox', { name: label }).or(form.getByRole('combobox', { name: label }));
      await form.getByText(error).waitFor();
      expect(await field.getAttribute('aria-invalid')).toBe('true');
    };
    await beside('Schedule', /“every night” is no schedule/);
    await form.getByRole('textbox', { name: 'Schedule' }).fill('0 0 31 2 *');
    await beside('Schedule', /never comes: no day is like that/);
    await form.getByLabel('At most so many days old').fill('0');
    await beside('At most so many days old', 'A whole number from 1 to 3,650, or nothing.');
    await form.getByLabel('At most so many days old').fill('');
    await form.getByRole('button', { name: 'See what it would end today' }).click();
    await beside('Name', 'It needs a name.');
    await beside('Client', 'Choose a client.');
    await form.getByText('It rules nothing yet').waitFor();
    expect(await calls(page, 'policies.save')).toEqual([]);
    expect(await calls(page, 'policies.plan')).toEqual([]);
  });

  it('is changed, for a client, by the keyboard alone; Escape leaves it as it was', async () => {
    const { page, part, form } = await open();
    const key = (name: string) => page.keyboard.press(name);
    await part.getByRole('button', { name: 'Add a policy' }).focus();
    await key('Enter');
    await page.keyboard.type('Fresh');
    for (const name of ['Tab', 'Tab', 'Tab']) await key(name);
    await page.keyboard.type('30');
    await key('Enter');
    const policy = part.getByRole('article', { name: 'Fresh' });
    await policy.waitFor();
    expect(await form.count()).toBe(0);
    await page.waitForFunction(() => document.activeElement?.textContent === 'Add a policy');

    await policy.getByRole('button', { name: 'Change' }).focus();
    await key('Enter');
    const change = part.getByRole('form', { name: 'Change Fresh' });
    await change.getByLabel('At most so many days old').fill('7');
    await key('Escape');
    await policy.getByText('at most 30 days old, on every site').waitFor();
    await page.waitForFunction(() => document.activeElement?.textContent === 'Change');
    await key('Enter');
    await change.getByLabel('At most so many days old').fill('7');
    await change.getByLabel('For').selectOption('The sites of a client');
    const client = (await change.getByLabel('Client', { exact: true }).getByRole('option').allTextContents())[1] ?? '';
    await change.getByLabel('Client', { exact: true }).selectOption(client);
    await change.getByRole('button', { name: 'Store the change' }).click();
    await policy.getByText(`at most 7 days old, on sites of ${client}`).waitFor();
    const saved = (await calls(page, 'policies.save')) as { id: string }[];
    expect(saved).toMatchObject([{ oldestDays: 30 }, { oldestDays: 7, of: { client }, sweeps: null }]);
    expect(saved[1]?.id).toBe(saved[0]?.id);
  });
});
