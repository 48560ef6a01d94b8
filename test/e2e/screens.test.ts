import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { callsOf, useStage } from './screens/use-stage.ts';

const stage = useStage();

const shown = (page: Page, text: string | RegExp) => page.getByText(text).first().waitFor({ timeout: 30_000 });
const grid = (page: Page, name: string) => page.getByRole('grid', { name });
const number = async (page: Page, label: string): Promise<string> =>
  (await page.locator('.figure', { hasText: label }).first().locator('.figure-value').textContent()) ?? '';

async function planAll(page: Page): Promise<void> {
  await grid(page, 'Sites').waitFor();
  await page.keyboard.press('a');
  await page.getByRole('button', { name: 'Log everyone out…' }).click();
  await page.getByRole('button', { name: 'Look again', exact: true }).waitFor({ timeout: 30_000 });
}
async function beginAll(page: Page, sites: number): Promise<void> {
  await planAll(page);
  await page.getByRole('button', { name: `Log everyone out of ${sites} sites` }).click();
  await page
    .getByRole('dialog')
    .getByLabel(/^Type the number/)
    .fill(String(sites));
  await page.keyboard.press('Enter');
  await grid(page, 'Sites of this run').waitFor();
}

describe('the door', () => {
  it('says at once that a passphrase is wrong, and opens with the right one', async () => {
    const page = await stage.open({ vault: 'locked', scenario: 'few' });
    await page.getByLabel('Passphrase', { exact: true }).fill('wrong one');
    await page.keyboard.press('Enter');
    await shown(page, 'Wrong passphrase.');
    expect(await page.getByLabel('Passphrase', { exact: true }).inputValue()).toBe('');
    await page.getByLabel('Passphrase', { exact: true }).fill('correct horse battery');
    await page.keyboard.press('Enter');
    await grid(page, 'Sites').waitFor();
    await page.getByRole('button', { name: 'Lock' }).click();
    await shown(page, 'Unlock Resalt');
    expect(await page.getByRole('grid').count()).toBe(0);
  });

  it('leads a new user from the vault over a file to trusted sites; a changed key is not part of it', async () => {
    const page = await stage.open({ vault: 'absent', scenario: 'empty' });
    await page.getByLabel('Passphrase', { exact: true }).fill('several plain words');
    await page.getByLabel('Passphrase again').fill('several plain words');
    await page.getByRole('button', { name: 'Make the vault' }).click();
    await page.getByLabel('Or paste a list').fill('name,ssh_host\na,web1.example');
    await page.getByRole('button', { name: 'Bring 2 lines as CSV' }).click();
    await shown(page, 'Delete what you pasted it from');
    expect(await page.getByText('Delete the file now').count()).toBe(0);
    await shown(page, 'ssh_key: there is no such file');
    await page.getByRole('button', { name: 'Test these 12 sites' }).click();
    await page.getByRole('region', { name: 'Changed host keys' }).or(page.getByRole('alert')).first().waitFor();
    await page.getByRole('button', { name: 'Trust these 9 keys' }).click();
    await page.getByRole('button', { name: 'No keys to trust' }).waitFor();
    const asked = (await callsOf(page, 'sites.trust')) as { fingerprints: string[]; replaceChanged: boolean }[];
    expect(asked.every(({ replaceChanged, fingerprints }) => !replaceChanged && fingerprints.length === 9)).toBe(true);
    await shown(page, 'HOST KEY CHANGED');
    await page.getByRole('button', { name: 'Replace its key…' }).click();
    const replace = page.getByRole('dialog').getByRole('button', { name: 'Replace the key' });
    expect(await replace.isDisabled()).toBe(true);
    await page.getByRole('dialog').getByRole('checkbox').check();
    await page.getByRole('dialog').getByRole('button', { name: 'Leave it' }).click();
    await page.getByRole('button', { name: 'Replace its key…' }).click();
    expect(await page.getByRole('dialog').getByRole('checkbox').isChecked()).toBe(false);
    await page.getByRole('dialog').getByRole('checkbox').check();
    await replace.click();
    await page.getByRole('button', { name: 'Go to the fleet' }).click();
    await grid(page, 'Sites').waitFor();
  });
});

describe('the fleet', () => {
  it('is worked with keys alone: move, choose, a range, filter, open, back', async () => {
    const page = await stage.open({ scenario: 'forty' });
    await grid(page, 'Sites').waitFor();
    for (const key of ['j', 'j', 'x', 'j', 'x']) await page.keyboard.press(key);
    await shown(page, '2 sites chosen');
    await page.keyboard.press('Shift+ArrowDown');
    await page.keyboard.press('Shift+ArrowDown');
    await shown(page, '4 sites chosen');
    await page.keyboard.press('Escape');
    await shown(page, 'choose all shown');
    await page.keyboard.press('/');
    await page.keyboard.type('acme');
    await page.keyboard.press('Escape');
    await shown(page, /^\d+ of 40 shown$/);
    await page.keyboard.press('Home');
    await page.keyboard.press('Enter');
    await page.getByRole('region', { name: 'Salts' }).waitFor();
    expect(new URL(page.url()).hash).toMatch(/^#\/site\/acme/);
    await page.keyboard.press('Escape');
    await grid(page, 'Sites').waitFor();
    expect(await page.getByLabel('Filter by text').inputValue()).toBe('acme');
  });

  it('filters by a figure, and keeps filter and sort over a restart', async () => {
    const page = await stage.open({});
    await page.getByRole('button', { name: /Need you/ }).click();
    await page.getByRole('button', { name: 'Logins', exact: true }).click();
    await shown(page, / of 140 shown$/);
    await page.reload();
    await shown(page, / of 140 shown$/);
    expect(await page.getByRole('columnheader', { name: /Logins/ }).getAttribute('aria-sort')).toBe('ascending');
    expect(await page.getByRole('button', { name: /Need you/ }).getAttribute('aria-pressed')).toBe('true');
  });

  it('has 2,000 sites as rows and as tiles on one screen, drawing only what is in sight', async () => {
    const page = await stage.open({ scenario: 'all' });
    await grid(page, 'Sites').waitFor();
    expect(await grid(page, 'Sites').getAttribute('aria-rowcount')).toBe('2001');
    expect(await page.locator('.grid-row').count()).toBeLessThan(80);
    await page.getByText('Tiles', { exact: true }).click();
    await page.getByRole('region', { name: 'Sites as tiles' }).waitFor();
    expect(await page.locator('.site-tile').count()).toBe(2000);
    const [height, room] = await page.locator('.tiles').evaluate((box) => [box.scrollHeight, box.clientHeight]);
    expect((height ?? 0) - (room ?? 0)).toBeLessThanOrEqual(0);
  });

  it('is worked as tiles with keys alone too, by row and by column', async () => {
    const page = await stage.open({ scenario: 'forty' });
    await page.getByText('Tiles', { exact: true }).click();
    await page.getByRole('region', { name: 'Sites as tiles' }).waitFor();
    const at = () =>
      page.locator('.site-tile.current').evaluate((tile) => {
        const { left, top } = tile.getBoundingClientRect();
        return { left, top, name: (tile as HTMLElement).dataset.id };
      });
    await page.keyboard.press('Home');
    const first = await at();
    await page.keyboard.press('ArrowRight');
    const second = await at();
    expect(second.top).toBe(first.top);
    expect(second.left).toBeGreaterThan(first.left);
    await page.keyboard.press('j');
    expect((await at()).top).toBeGreaterThan(second.top);
    await page.keyboard.press('k');
    expect((await at()).top).toBe(second.top);
    await page.keyboard.press('Home');
    await page.keyboard.press('x');
    await shown(page, '1 site chosen');
    for (const _ of 'abc') await page.keyboard.press('Shift+ArrowRight');
    await shown(page, '4 sites chosen');
    await page
      .locator('.site-tile')
      .nth(6)
      .click({ modifiers: ['Shift'] });
    await shown(page, '7 sites chosen');
    await page.keyboard.press('a');
    await shown(page, '40 sites chosen');
    await page.keyboard.press('a');
    await shown(page, 'choose all shown');
  });

  it('shows names as text, whatever is in them', async () => {
    const page = await stage.open({ hash: '#/fleet' });
    await page.getByLabel('Filter by text').fill('hyperlink');
    await shown(page, '=HYPERLINK("http://evil.example","x")');
    const rtl = page.locator('bdi', { hasText: 'מרפאת' });
    await page.getByLabel('Filter by text').fill('מרפאת');
    await rtl.first().waitFor();
  });

  it('with no sites says what will be there and what to do first', async () => {
    const page = await stage.open({ scenario: 'empty' });
    await page.getByRole('button', { name: 'Bring your sites' }).click();
    await page.getByRole('button', { name: 'Choose a CSV or JSON file' }).waitFor();
  });

  it('obeys the palette: search, lock, log out a client', async () => {
    const page = await stage.open({ scenario: 'forty' });
    await grid(page, 'Sites').waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Search or do' }).fill('out client acme');
    await page.keyboard.press('Enter');
    await shown(page, /sites?: \d+ ready/);
    expect(await callsOf(page, 'runs.start')).toMatchObject([
      { operation: 'FleetLogout', select: { client: 'Acme' }, options: { dryRun: true } },
    ]);
  });
});

describe('plan, run, result', () => {
  it('asks for the number, and begins with exactly the sites that are ready', async () => {
    const page = await stage.open({});
    await planAll(page);
    await shown(page, '140 sites: 127 ready, 7 with warnings, 5 can’t be reached and 1 is refused.');
    await page.getByLabel('Include acme-blog').uncheck();
    await page.getByLabel('Waves').fill('1, 5, 20%');
    await page.getByRole('button', { name: 'Log everyone out of 133 sites' }).click();
    const dialog = page.getByRole('dialog');
    const confirm = dialog.getByRole('button', { name: 'Log everyone out of 133 sites' });
    await dialog.getByLabel(/^Type the number/).fill('134');
    expect(await confirm.isDisabled()).toBe(true);
    await page.keyboard.press('Enter');
    expect(await callsOf(page, 'runs.start')).toHaveLength(1);
    await dialog.getByLabel(/^Type the number/).fill('133');
    await confirm.click();
    await grid(page, 'Sites of this run').waitFor();
    const begun = (await callsOf(page, 'runs.start'))[1] as { select: { sites: string[] }; options: object };
    expect(begun.select.sites).toHaveLength(133);
    expect(begun.select.sites).not.toContain('acme-blog');
    expect(begun.options).toMatchObject({ dryRun: false, waves: ['1', '5', '20%'], proof: true });
  });

  it('is read with keys alone: move, leave out, fold, open', async () => {
    const page = await stage.open({});
    await planAll(page);
    const list = page.getByRole('list', { name: 'What will happen per site' });
    const current = list.locator('[aria-current=true]');
    await page.keyboard.press('j');
    expect(await current.textContent()).toContain('Ready, with warnings: 7');
    await page.keyboard.press('j');
    await page.keyboard.press('x');
    expect(await current.getByRole('checkbox').isChecked()).toBe(false);
    await page.getByRole('button', { name: 'Log everyone out of 133 sites' }).waitFor();
    await page.keyboard.press('x');
    await page.getByRole('button', { name: 'Log everyone out of 134 sites' }).waitFor();
    await page.keyboard.press('End');
    expect(await current.textContent()).toContain('Ready: 127');
    await page.keyboard.press('Enter');
    await page.keyboard.press('End');
    await current.getByRole('checkbox').waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL(/#\/site\//);
  });

  const options = (page: Page) => page.locator('.options');
  const openOptions = async (page: Page) => {
    await options(page).locator('summary').focus();
    await page.keyboard.press('Enter');
  };
  const planned = (page: Page) =>
    page.getByRole('button', { name: 'Look again', exact: true }).and(page.locator(':enabled'));
  type Started = { select: { sites: string[] }; options: Record<string, unknown> };
  const starts = async (page: Page) => (await callsOf(page, 'runs.start')) as Started[];

  it('makes the plan again for another option, keeps what was chosen, and runs exactly what that plan is of', async () => {
    const page = await stage.open({});
    await planAll(page);
    await page.getByLabel('Include acme-blog').uncheck();
    await page.getByLabel('Waves').fill('1, 5, 20%');
    await openOptions(page);
    for (const name of ['WP_CACHE_KEY_SALT', 'SECRET_KEY and SECRET_SALT', 'Leave out their sites']) {
      const box = options(page).getByRole('checkbox', { name });
      await box.focus();
      const before = (await starts(page)).length;
      await page.keyboard.press('Space');
      await expect.poll(async () => (await starts(page)).length).toBeGreaterThan(before);
      await planned(page).waitFor({ timeout: 30_000 });
      expect(await box.isChecked(), name).toBe(true);
      expect(await box.evaluate((each) => each === document.activeElement), name).toBe(true);
    }
    await shown(page, '140 sites: 127 ready, 5 with warnings, 2 left out, 5 can’t be reached and 1 is refused.');
    expect(await page.getByLabel('Waves').inputValue()).toBe('1, 5, 20%');
    expect(await page.getByLabel('Include acme-blog').isChecked()).toBe(false);
    const special = ['Also changed, where a site has them: WP_CACHE_KEY_SALT and SECRET_KEY with SECRET_SALT.'];
    special.push('Sites with encrypting plugins are left out (chosen for this run).');
    const said = (list = page.getByRole('list', { name: 'Otherwise than usual' })) =>
      list.getByRole('listitem').allTextContents();
    expect(await said()).toEqual(special);
    await page.getByRole('button', { name: 'Log everyone out of 131 sites' }).click();
    const dialog = page.getByRole('dialog');
    expect(await said(dialog.getByRole('list'))).toEqual(special);
    await dialog.getByLabel(/^Type the number/).fill('131');
    await page.keyboard.press('Enter');
    await grid(page, 'Sites of this run').waitFor();
    await shown(page, special.join(' '));
    const [plan, begun] = (await starts(page)).slice(-2);
    expect(plan?.options).toMatchObject({
      dryRun: true,
      also: ['cache-key-salt', 'secret-key'],
      stopForEncryptors: true,
    });
    expect(plan?.options.waves).toEqual([]);
    expect(begun?.options).toEqual({ ...plan?.options, dryRun: false, waves: ['1', '5', '20%'] });
    expect(begun?.select.sites).toHaveLength(131);
    expect(begun?.select.sites).not.toContain('acme-blog');
  });

  it('with WP-CLI changes no other keys and says why; back at Resalt it may', async () => {
    const page = await stage.open({ scenario: 'few' });
    await planAll(page);
    await openOptions(page);
    const key = options(page).getByRole('checkbox', { name: 'Recovery mode' });
    await key.check();
    await planned(page).waitFor();
    await options(page).getByRole('radio', { name: 'Resalt' }).focus();
    await page.keyboard.press('ArrowDown');
    await shown(page, 'with it, no other key can change');
    expect([await key.isDisabled(), await key.isChecked()]).toEqual([true, false]);
    await page.getByRole('button', { name: 'Log everyone out of 8 sites' }).and(page.locator(':enabled')).click();
    await shown(page, 'WP-CLI on the server writes the salts; Resalt reads them back.');
    const begun = (await starts(page)).at(-1)?.options;
    expect(begun).toMatchObject({ dryRun: false, via: 'wp-cli' });
    expect(begun).not.toHaveProperty('also');
    await page.goBack();
    await options(page).getByRole('radio', { name: 'WP-CLI' }).focus();
    await page.keyboard.press('ArrowUp');
    await planned(page).waitFor();
    expect(await key.isEnabled()).toBe(true);
  });

  it('lets nothing begin from a plan that is not of what is chosen, however fast that changes', async () => {
    const page = await stage.open({ scenario: 'forty', beat: 60 });
    await planAll(page);
    await openOptions(page);
    const boxes = options(page).getByRole('checkbox');
    const proof = page.getByRole('switch', { name: 'Prove it' });
    const button = page.getByRole('button', { name: /^Log everyone out of/ });
    // At once, before the engine was asked: with the click's own update on the screen.
    const freeAfterClick = await boxes.nth(2).evaluate(async (box: HTMLInputElement) => {
      box.click();
      await Promise.resolve();
      return document.querySelector('.choices-end button:not(:disabled)') !== null;
    });
    expect(freeAfterClick).toBe(false);
    for (const box of [boxes.nth(2), boxes.nth(0), boxes.nth(3), proof, boxes.nth(1), boxes.nth(0)]) {
      await box.click();
      expect(await button.isDisabled()).toBe(true);
    }
    await planned(page).waitFor({ timeout: 30_000 });
    await page.waitForFunction(
      () => !document.querySelector('.plan-list')?.getAttribute('aria-busy')?.includes('true'),
    );
    await shown(page, '40 sites: 40 ready.');
    const plans = await starts(page);
    expect(plans.at(-1)?.options).toMatchObject({
      dryRun: true,
      proof: false,
      also: ['recovery'],
      stopForEncryptors: true,
    });
    expect(plans.every(({ options }) => options.dryRun)).toBe(true);
    expect(await page.getByRole('alert').count()).toBe(0);
    await button.click();
    await page
      .getByRole('dialog')
      .getByLabel(/^Type the number/)
      .fill('40');
    await page.keyboard.press('Enter');
    await grid(page, 'Sites of this run').waitFor();
    expect((await starts(page)).at(-1)?.options).toEqual({ ...plans.at(-1)?.options, dryRun: false });
    await shown(page, 'Without proof.');
  });

  it('leaves sites with encrypting plugins out where the settings say so, says where that comes from, and can be told otherwise', async () => {
    const page = await stage.open({ hash: '#/settings' });
    await page.getByRole('combobox', { name: 'Sites with encrypting plugins' }).selectOption('Leave them out');
    await expect.poll(() => callsOf(page, 'settings.set')).toEqual([{ encryptingPlugins: 'leave-out' }]);
    await page.getByRole('link', { name: 'Fleet' }).click();
    await planAll(page);
    await shown(page, 'Sites with encrypting plugins are left out (as Settings say).');
    await shown(page, '140 sites: 127 ready, 5 with warnings, 2 left out, 5 can’t be reached and 1 is refused.');
    await shown(page, 'Left out by the options: 2');
    await openOptions(page);
    await shown(page, /As Settings say\.$/);
    const box = options(page).getByRole('checkbox', { name: 'Leave out their sites' });
    await box.uncheck();
    await shown(page, 'Sites with encrypting plugins go in (chosen for this run).');
    await shown(page, '140 sites: 127 ready, 7 with warnings, 5 can’t be reached and 1 is refused.');
    await box.check();
    await shown(page, 'Sites with encrypting plugins are left out (as Settings say).');
    const said = (await starts(page)).map(({ options }) => options.stopForEncryptors);
    expect(said).toEqual([undefined, false, undefined]);
  });

  it('does not ask for the number of ten sites or fewer', async () => {
    const page = await stage.open({ scenario: 'few' });
    await planAll(page);
    const begin = page.getByRole('button', { name: 'Log everyone out of 8 sites' });
    // The second of two clicks on what asked for the plan.
    await begin.dispatchEvent('click', { detail: 2 });
    expect(await begin.isEnabled()).toBe(true);
    await begin.click();
    await shown(page, /^\d+ logins on \d sites ended\. Old cookies refused at /);
    expect(await callsOf(page, 'runs.start')).toHaveLength(2);
  });

  it('keeps every row in its place from the first moment to the last, and nothing around it moves', async () => {
    const page = await stage.open({ beat: 15 });
    await beginAll(page, 134);
    const places = () =>
      page.evaluate(() => {
        const rows = [...document.querySelectorAll<HTMLElement>('.grid-body [data-id]')];
        const around = ['.run-head', '.grid', '.run-side'].map((name) =>
          document.querySelector(name)?.getBoundingClientRect(),
        );
        return JSON.stringify([rows.map((row) => [row.dataset.id, row.getBoundingClientRect().top]), around]);
      });
    const seen = new Set<string>();
    while ((await page.getByRole('button', { name: 'Export' }).count()) === 0) seen.add(await places());
    seen.add(await places());
    expect(seen.size).toBe(1);
  });

  it('shows failures first with reason and next action, the loudest on top, and retries what did not go', async () => {
    const page = await stage.open({ beat: 10 });
    await beginAll(page, 134);
    await page.getByRole('button', { name: 'Export' }).waitFor({ timeout: 60_000 });
    const said = (await page.locator('.run-sentence').textContent()) ?? '';
    expect(said).toContain('STILL OPEN 1 site, 1 uncertain and 3 failed');
    const needing = page.getByRole('list', { name: 'What needs you' }).getByRole('article');
    await needing.first().waitFor();
    expect(await needing.first().textContent()).toContain('STILL ACCEPTED');
    expect(await needing.nth(1).textContent()).toContain('UNCERTAIN');
    expect(await needing.nth(1).getByRole('button', { name: 'Retry' }).count()).toBe(0);
    expect(await number(page, 'Did not go')).toBe('4');
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export' }).click();
    await page.getByRole('menuitem', { name: /CSV/ }).click();
    expect((await download).suggestedFilename()).toMatch(/^r_.*\.csv$/);
    await page.getByRole('button', { name: 'Retry the 4 that did not go' }).click();
    await shown(page, /Log everyone out on 4 sites/);
  });

  it('puts the old salts of a run back only by a plan, which says that all logins end with it', async () => {
    const page = await stage.open({ scenario: 'few', beat: 10 });
    await planAll(page);
    await page.getByRole('button', { name: 'Log everyone out of 8 sites' }).click();
    await page.getByRole('button', { name: 'More', exact: true }).click();
    await page.getByRole('menuitem', { name: /^Put the old salts back….*All logins end with it/ }).click();
    await shown(page, '8 sites: 8 ready.');
    await shown(page, /^Old salts revive every old cookie, so all logins end with it/);
    expect(await callsOf(page, 'runs.rollback')).toMatchObject([{ options: { dryRun: true } }]);
    await page.getByLabel('Include acme-blog').uncheck();
    await page.getByRole('button', { name: 'Put the old salts of 7 sites back and end all logins' }).click();
    await shown(page, /Old salts of 7 sites put back\./);
    const [look, act] = (await callsOf(page, 'runs.rollback')) as { run: string; sites?: string[]; options: object }[];
    expect(act).toMatchObject({ run: look?.run, options: { dryRun: false } });
    expect(act?.sites).toHaveLength(7);
    expect(act?.sites).not.toContain('acme-blog');
    expect(await page.getByRole('button', { name: 'More', exact: true }).count()).toBe(0);
  });

  it('cancels: what is in work ends, the rest is said not to have begun', async () => {
    const page = await stage.open({ beat: 80 });
    await beginAll(page, 134);
    const late = page.evaluate(async () => {
      const retry = () =>
        [...document.querySelectorAll<HTMLButtonElement>('.run-line button')].find((button) =>
          button.textContent?.startsWith('Retry'),
        );
      while (!retry()) await new Promise(requestAnimationFrame);
      retry()?.click();
    });
    await page.getByRole('button', { name: 'Cancel the run' }).click();
    await shown(page, /Cancelled by you\./);
    await late;
    await page
      .getByRole('button', { name: /^Retry the/ })
      .and(page.locator(':enabled'))
      .waitFor();
    expect(await callsOf(page, 'runs.retry')).toEqual([]);
    await shown(page, /cancelled before they began/);
    expect(await number(page, 'In work')).toBe('0');
  }, 60_000);

  it('offers to resume an interrupted run', async () => {
    const page = await stage.open({ scenario: 'interrupted', hash: '#/runs', beat: 10 });
    await shown(page, 'INTERRUPTED');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Resume' }).click();
    await page.getByRole('button', { name: 'Export' }).waitFor({ timeout: 60_000 });
  }, 90_000);

  it('stays smooth with 500 rows in work', async () => {
    const page = await stage.open({ scenario: 'running', hash: '#/run/r_inwork0001', beat: 50 });
    await grid(page, 'Sites of this run').waitFor();
    const frames = await page.evaluate(
      () =>
        new Promise<number[]>((resolve) => {
          const times: number[] = [];
          let last = performance.now();
          const box = document.querySelector('.grid');
          const step = (now: number): void => {
            times.push(now - last);
            last = now;
            box?.scrollBy(0, 12);
            if (times.length < 240) requestAnimationFrame(step);
            else resolve(times);
          };
          requestAnimationFrame(step);
        }),
    );
    const order = [...frames].sort((a, b) => a - b);
    const at = (share: number): number => order[Math.floor(order.length * share)] ?? 0;
    console.log(
      `500 rows in work, scrolling: median ${at(0.5).toFixed(1)} ms, 95% ${at(0.95).toFixed(1)} ms, worst ${at(0.999).toFixed(1)} ms a frame`,
    );
    expect(at(0.5)).toBeLessThan(34);
  }, 60_000);
});

describe('a lost engine', () => {
  const connection = (page: Page, state: 'connected' | 'lost') =>
    page.evaluate((to) => {
      (window as unknown as { fake: { connection(state: string): void } }).fake.connection(to);
    }, state);

  it('shows at once on every screen, and vanishes with the next snapshot', async () => {
    for (const [scene, ready] of [
      [{ scenario: 'forty' }, 'choose all shown'],
      [{ vault: 'locked' }, 'Unlock Resalt'],
    ] as const) {
      const page = await stage.open(scene);
      await shown(page, ready);
      await connection(page, 'lost');
      const banner = page.getByRole('alert');
      await banner.waitFor();
      expect(await banner.textContent()).toMatch(
        /^The engine does not answer since \d\d:\d\d:\d\d; what you see is from then\. Reconnecting….*The test has cut it/,
      );
      await connection(page, 'connected');
      await banner.waitFor({ state: 'detached' });
      await shown(page, ready);
    }
  });

  it('leaves a run where it was, which goes on from a new snapshot', async () => {
    const page = await stage.open({ scenario: 'running', hash: '#/run/r_inwork0001', beat: 20 });
    await grid(page, 'Sites of this run').waitFor();
    await connection(page, 'lost');
    await page.getByRole('alert').waitFor();
    const before = await number(page, 'Done');
    await connection(page, 'connected');
    await page.getByRole('alert').waitFor({ state: 'detached' });
    await page.waitForFunction(
      (old) =>
        [...document.querySelectorAll('.figure')].some(
          (figure) =>
            figure.textContent?.includes('Done') && figure.querySelector('.figure-value')?.textContent !== old,
        ),
      before,
    );
  });
});

describe('states and themes', () => {
  it('of a damaged vault offers nothing that could write over it', async () => {
    const page = await stage.open({ vault: 'damaged' });
    await shown(page, 'VAULT DAMAGED');
    expect(await page.getByRole('button').count()).toBe(0);
  });

  it('follows the system’s theme and can be switched', async () => {
    const page = await stage.open({ theme: 'dark', hash: '#/settings' });
    const scheme = () => page.evaluate(() => document.documentElement.dataset.mantineColorScheme);
    await page.getByRole('radiogroup', { name: 'Theme' }).waitFor();
    expect(await scheme()).toBe('dark');
    await page.getByText('Light', { exact: true }).click();
    expect(await scheme()).toBe('light');
  });

  it('moves nothing when the system asks for no motion', async () => {
    const page = await stage.open({ reducedMotion: true });
    await grid(page, 'Sites').waitFor();
    expect(
      await page
        .locator('.grid-row')
        .first()
        .evaluate((row) => getComputedStyle(row).transitionDuration),
    ).toBe('0s');
  });

  it('named every control and heading, on every screen', async () => {
    for (const hash of ['#/fleet', '#/runs', '#/settings', '#/bring', '#/access']) {
      const page = await stage.open({ hash, scenario: 'forty' });
      await page.getByRole('heading', { level: 1 }).waitFor();
      const nameless = await page.evaluate(() =>
        [...document.querySelectorAll<HTMLElement>('button, a[href], input, select, textarea')]
          .filter((each) => each.offsetParent !== null)
          .filter((each) => {
            const labels = 'labels' in each ? ((each.labels as NodeListOf<HTMLLabelElement> | null)?.length ?? 0) : 0;
            return !(
              each.textContent?.trim() ||
              each.ariaLabel ||
              each.title ||
              labels > 0 ||
              each.getAttribute('aria-hidden')
            );
          })
          .map((each) => each.outerHTML.slice(0, 160)),
      );
      expect(nameless, hash).toEqual([]);
    }
  });

  it('lived under the strict policy with no complaint and no request outside', () => {
    expect(stage.complaints).toEqual([]);
  });
});
