import { expect } from 'vitest';
import { passphrase } from '../../integration/open-engine.ts';
import { reads, said, shown, unlock } from '../flow/look.ts';
import * as run from '../flow/run.ts';
import type { Tell } from './now.ts';
import * as people from './people.ts';
import * as ending from './plan-and-run.ts';
import { button, filterBy, openPerson, readTable, shows } from './table.ts';

/** A site that stops answering in the midst of an ending, and a vault that locks. */
export function tellNotReached(tell: Tell): void {
  tell(
    'a person’s across the fleet end, but on the site that stops answering',
    async ({ page, sites, visitors, line, see, sessions, go, show }) => {
      const [, cut] = sites;
      await go('People');
      await page.getByRole('link', { name: 'Logged in' }).click();
      await openPerson(page, 'ed2@client.test');
      await button(page, 'End all of this person’s 12 logins on 3 sites…').click();
      const reach = { logins: 12, people: 1, sites: 3 };
      await ending.planSays(page, reach);
      await see('08-plan-of-a-person');
      line.cutAfter(0);
      await ending.confirm(page, reach);
      const ed2 = ({ login, site }: people.Visitor, there: boolean) => login === 'ed2' && (site === cut) === there;
      people.expectEnded(visitors, (each) => ed2(each, false));
      await people.expectJustThese(visitors);
      await reads(run.needing(page), new RegExp(`${cut.name}.*Not reached.*Server not reached.*Retry`, 's'));
      await said(page, /^8 logins on 2 sites ended\. .*1 not reached\.$/);
      await see('09-one-not-reached');
      const id = run.runOf(page);

      await sessions();
      await filterBy(page, 'ed2');
      await shows(page, 4);
      const known = (await readTable(page)).map(({ site }) => site);
      expect(known).toEqual(known.map(() => cut.name));
      await page
        .getByText(/^1 site did not answer, last known from .*Who logged in there since is not shown\.$/)
        .click();
      await said(page, 'Server not reached:');
      await see('10-last-known');
      await shown(page.getByRole('complementary', { name: 'One session' }).getByText('Verifier'), 0);
      await button(page, 'End all 4 shown…').click();
      await said(page, 'No logins would end. 1 site did not answer: nothing is ended there.');
      await page.keyboard.press('Escape');
      await sessions();
      await page.keyboard.press('Escape');

      line.cutAfter(null);
      await show(`#/run/${id}`);
      await button(page, 'Retry the 1 that did not go').click();
      await reads(run.runRow(page, cut.name), /Done/);
      await run.isOver(page);
      people.expectEnded(visitors, (each) => ed2(each, true));
      await people.expectJustThese(visitors);
    },
  );

  tell('when the vault locks nothing of it can be read in the window', async ({ page, visitors, see, go }) => {
    await go('People');
    await page.getByRole('link', { name: 'Logged in' }).click();
    await openPerson(page, 'ed1@client.test');
    await said(page, 'Sites that know them');
    await filterBy(page, 'ed1');
    await page.getByRole('button', { name: 'Lock', exact: true }).click();
    await shown(page.getByRole('heading', { name: 'Unlock Resalt' }));
    await see('11-locked');
    const left = await page.evaluate(() => ({
      ...{ page: document.documentElement.outerHTML, title: document.title, address: location.href },
      fields: [...document.querySelectorAll('input')].map(({ value }) => value),
      stored: [JSON.stringify(localStorage), JSON.stringify(sessionStorage)],
    }));
    const words = [
      /\bed[12]\b/,
      /client\.test/,
      /84\.241/,
      /agency/,
      /member/,
      /-shop/,
      ...visitors.map(({ verifier }) => new RegExp(verifier)),
    ];
    for (const word of words) expect(JSON.stringify(left)).not.toMatch(word);
    await unlock(page, passphrase);
    await shown(page.getByRole('heading', { level: 1, name: 'People' }));
    await people.expectJustThese(visitors);
  });
}
