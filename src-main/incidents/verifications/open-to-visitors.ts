import { addressesOf } from '../../operations/steps/ask-visitors.ts';
import { seeOpen } from '../../operations/steps/see-open.ts';
import { fails, holds, unseen, type Verify } from './verification.ts';

/** The smoke test: the front page and the login page open to a stranger, without the closed notice and without complaints of PHP in them. */
export const openToVisitors: Verify = async (look) => {
  const { site, tools } = look;
  if (site.url === null) return unseen('No address is entered for this site. Add its url.');
  if (tools.closings.get(site.id)) return fails('Resalt has closed this site to visitors and not opened it since.');
  const { configuration } = await look.open();
  const { deeds, problem } = await seeOpen(addressesOf(site.url, configuration?.coreFolder ?? ''), tools);
  if (deeds.every(({ what }) => what.endsWith('answers nothing')))
    return unseen(`The site did not answer: ${deeds[0]?.why ?? ''}`.slice(0, 2000));
  if (problem !== null) return fails(problem.slice(0, 2000));
  return holds('The front page and the login page answer 200, without warnings of PHP.');
};
