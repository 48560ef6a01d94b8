import { reads, said } from '../flow/look.ts';
import * as run from '../flow/run.ts';
import type { Tell } from './now.ts';
import * as people from './people.ts';
import * as ending from './plan-and-run.ts';
import { agrees } from './seeing.ts';
import { button, facet, filterBy, shownCount, shows, table } from './table.ts';

/** One login, everyone else's, and what a filter shows. */
export function tellEndings(tell: Tell): void {
  tell('one login ends, proven, and no other', async ({ page, sites, visitors, see }) => {
    const [, , , cached] = sites;
    const one = visitors.find(({ site, login }) => site === cached && login === 'ed1');
    await filterBy(page, 'ed1 dune');
    for (const key of ['Home', 'x']) await page.keyboard.press(key);
    await said(page, one?.verifier ?? '');
    await button(page, 'End 1 login…').click();
    const reach = { logins: 1, people: 1, sites: 1 };
    await ending.planSays(page, reach);
    await page.getByLabel('Prove it with a canary').check();
    await see('05-plan-of-one');
    await people.expectJustThese(visitors);
    await ending.confirm(page, reach);
    people.expectEnded(visitors, (each) => each === one);
    await people.expectJustThese(visitors);
    await reads(run.runRow(page, cached.name), /Done.*Refused.*200 → 302/s);
    await said(page, /^1 login on 1 site ended\. Canary cookies refused at/);
    await see('06-one-ended');
  });

  tell('everyone else’s on a site end', async ({ page, sites, visitors, see, show }) => {
    const [, , network] = sites;
    await show(`#/site/${network.name}/sessions`);
    // The table of the screen before must not be taken for this one's.
    await page.getByRole('heading', { name: network.name, exact: true }).waitFor();
    await table(page).waitFor();
    await filterBy(page, 'agency');
    await button(page, 'Show all').waitFor();
    await page.keyboard.press('Home');
    await page.keyboard.press('x');
    const mine = visitors.find(({ site, login }) => site === network && login === 'agency');
    await said(page, mine?.verifier ?? '');
    await button(page, 'Show all').click();
    const others = (await shownCount(page)) - 1;
    await button(page, `End everyone else’s ${others}…`).click();
    const reach = { logins: others, people: 8, sites: 1 };
    await ending.planSays(page, reach);
    await see('07-plan-of-the-others');
    await ending.confirm(page, reach);
    people.expectEnded(visitors, (each) => each.site === network && each !== mine);
    await people.expectJustThese(visitors);
    await said(page, `${others} logins on 1 site ended.`);
  });

  tell('what a filter shows ends', async ({ page, fleet, visitors, sessions }) => {
    await sessions();
    await said(page, '1 login chosen');
    await page.keyboard.press('Escape');
    await facet(page, 'Roles', /^author/).click();
    await shows(page, 9);
    await button(page, 'End all 9 shown…').click();
    const reach = { logins: 9, people: 1, sites: 3 };
    await ending.planSays(page, reach);
    await ending.confirm(page, reach);
    people.expectEnded(visitors, ({ login }) => login === 'writer');
    await people.expectJustThese(visitors);
    await sessions();
    await shows(page, 0);
    await page.keyboard.press('Escape');
    await agrees(page, fleet);
  });
}
