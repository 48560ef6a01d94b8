import { describe, expect, it } from 'vitest';
import { begin, button, figure, findings, line, pagesOn, shown } from './flow/audit-page.ts';
import { callsOf, useStage } from './screens/use-stage.ts';

const stage = useStage();
const { open, audited } = pagesOn(stage);

describe('closing', () => {
  it('one plan for all hidden administrators; after the run they are looked for again', async () => {
    const page = await audited();
    await line(page, 'Hidden administrators').click();
    await button(page, /^Demote 3 users/).click();
    await shown(page, '3 sites: 3 ready.');
    await begin(page, 'Demote users on 3 sites');
    await shown(page, 'Audited again: all 3 findings are gone.');
    const [asked] = await callsOf<{ order: { users: { siteId: string; userId: number }[] } }>(page, 'orders.start');
    expect(asked?.order.users.map(({ userId }) => userId)).toEqual([7, 7, 7]);
    expect(new Set(asked?.order.users.map(({ siteId }) => siteId)).size).toBe(3);
    await page.getByRole('link', { name: 'Back to the findings' }).click();
    await expect.poll(() => line(page, 'Hidden administrators').count()).toBe(0);
  });

  it('more than ten sites: their number must be typed', async () => {
    const page = await audited();
    await line(page, 'Application passwords').click();
    await button(page, /^Revoke 57 keys/).click();
    await button(page, 'Look again').waitFor({ timeout: 30_000 });
    await button(page, /^Revoke keys on \d+ sites$/).click();
    const dialog = page.getByRole('dialog');
    expect(await dialog.getByRole('button', { name: /^Revoke keys/ }).isDisabled()).toBe(true);
    await dialog.getByText('There is no undo').waitFor();
  });

  it('where no operation closes it, it says how by hand and offers no button', async () => {
    const page = await audited();
    await line(page, 'Database triggers').click();
    await page.keyboard.press('Enter');
    await line(page, 'after_user').click();
    await shown(page, 'By hand: Resalt can’t close this');
    const detail = page.getByRole('complementary', { name: 'One finding' });
    expect(await detail.getByRole('button').allInnerTexts()).toEqual(['Accept…']);
  });

  it('accepting needs a reason, counts apart, and can be taken back', async () => {
    const page = await audited();
    await line(page, 'Open registration').click();
    await page.keyboard.press('x');
    await button(page, 'Accept 6…').click();
    const dialog = page.getByRole('dialog');
    const accept = dialog.getByRole('button', { name: 'Accept 6 findings' });
    expect(await accept.isDisabled()).toBe(true);
    await dialog.getByLabel('Why it may stay').fill('a club where everybody may write');
    await accept.click();
    await expect.poll(() => figure(page, 'Accepted')).toBe(6);
    await button(page, /^6 Accepted/).click();
    await line(page, 'Open registration').click();
    await page.keyboard.press('j');
    await shown(page, 'a club where everybody may write');
    await button(page, 'No longer accept it').click();
    await expect.poll(() => figure(page, 'Accepted')).toBe(5);
  });
});

describe('administrators and people', () => {
  it('who is not approved stands first; approving for the fleet holds for all their sites', async () => {
    const page = await open('outcomes', '#/audit/administrators');
    const table = page.getByRole('grid', { name: 'Administrators' });
    await table.waitFor();
    await expect.poll(() => table.getByRole('row').nth(1).textContent()).toMatch(/Not approved.*wpsys/);
    await table.getByRole('row').nth(1).click();
    await button(page, 'Approve…').click();
    await page.getByRole('dialog').getByRole('radio', { name: 'On every site', exact: true }).check();
    await page.getByRole('dialog').getByRole('button', { name: 'Approve' }).click();
    await expect.poll(() => table.getByText('Not approved').count()).toBe(0);
    await shown(page, 'no not approved');
  });

  it('chosen administrators are blocked by one plan', async () => {
    const page = await open('outcomes', '#/audit/administrators');
    await page.getByLabel('Filter by text').fill('wpsys');
    await page.keyboard.press('Escape');
    await page.getByRole('grid', { name: 'Administrators' }).focus();
    await page.keyboard.press('a');
    await page
      .getByRole('region', { name: 'Chosen administrators' })
      .getByRole('button', { name: /^Demote/ })
      .click();
    await page.getByRole('dialog').getByRole('radio', { name: 'Block' }).check();
    await button(page, 'See what would happen').click();
    await shown(page, '3 sites: 3 ready.');
    await begin(page, 'Block users on 3 sites');
    const [asked] = await callsOf<{ order: object }>(page, 'orders.start');
    expect(asked?.order).toMatchObject({ operation: 'ChangeUsers', action: 'block' });
  });

  it('a person is offboarded on every site, otherwise on one of them', async () => {
    const page = await open('outcomes', '#/people');
    const people = page.getByRole('grid', { name: 'People' });
    await people.getByRole('row').filter({ hasText: 'wpsys@mail.invalid' }).click();
    await button(page, 'Offboard…').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Otherwise on single sites').click();
    await dialog.locator('.offboard-sites select').first().selectOption('delete');
    await dialog.getByLabel(/^Look for them on every site/).uncheck();
    await dialog.getByRole('button', { name: 'See what would happen' }).click();
    await shown(page, '3 sites: 3 ready.');
    const [asked] = await callsOf<{ order: { sites: Record<string, object> } }>(page, 'orders.start');
    expect(asked?.order).toMatchObject({ operation: 'OffboardPerson', email: 'wpsys@mail.invalid', action: 'block' });
    expect(Object.values(asked?.order.sites ?? {})).toEqual([{ action: 'delete', reassignTo: null }]);
  });

  it('the fleet shows who is new and what was found, and its bar audits what is chosen', async () => {
    const page = await open('outcomes', '#/fleet');
    await button(page, /^3 New administrators/).click();
    const sites = page.getByRole('grid', { name: 'Sites' });
    await expect.poll(() => sites.getByRole('row').count()).toBe(4);
    await page.keyboard.press('a');
    await page.getByRole('region', { name: 'Chosen sites' }).getByRole('button', { name: 'Audit' }).click();
    await findings(page).waitFor();
    const looked = async () =>
      (await callsOf<{ select: { sites: string[] } }>(page, 'audit.look')).flatMap(({ select }) => select.sites);
    await expect.poll(looked).toHaveLength(3);
  });
});
