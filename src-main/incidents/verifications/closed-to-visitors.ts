import type { Deed } from '../../contract/runs.ts';
import { addressesOf } from '../../operations/steps/ask-visitors.ts';
import { ownRequestName, seeClosed } from '../../operations/steps/see-closed.ts';
import { openPass } from '../../operations/visitors-pass.ts';
import { fails, holds, unseen, type Verify } from './verification.ts';

/** Two looks at a page that should be closed; nothing was written a moment ago. */
const patienceMs = 1000;

/**
 * From outside strangers get Resalt's 503, and Resalt's own pass comes in, or is said not to have been shown. An update of WordPress takes `.maintenance` away: then this does not
 * hold any more.
 */
export const closedToVisitors: Verify = async ({ site, tools }) => {
  const closing = tools.closings.get(site.id);
  if (!closing) return fails('Resalt has not closed this site, or has opened it again.');
  if (!(await tools.vault.has(closing.pass)))
    return unseen('Resalt’s pass to this site is not in the vault any more. Close the site again.');
  const addresses = addressesOf(closing.url, closing.core);
  const seen = await seeClosed(addresses, await openPass(tools, closing), tools, patienceMs);
  if (seen.deeds.every(({ what }) => what.endsWith('answers nothing')))
    return unseen(`The site did not answer: ${seen.deeds[0]?.why ?? seen.problem ?? ''}`.slice(0, 2000));
  if (seen.problem !== null) return fails(seen.problem.slice(0, 2000));
  const here = seen.letIn === null ? '' : ` The server sees this machine as ${seen.letIn}, which is let in.`;
  const { shut, notShown, open } = sorted(seen.deeds);
  const rest = open.length === 0 ? '' : ` What .maintenance can’t stop: ${open.join('; ')}.`;
  const pass = notShown === null ? ', Resalt’s pass comes in.' : `. ${notShown}`;
  return holds(`${shut} addresses were asked: strangers get 503${pass}${here}${rest}`.slice(0, 2000));
};

function sorted(deeds: readonly Deed[]) {
  const kept = deeds.filter(({ result }) => result === 'kept');
  const own = kept.find(({ what }) => what.startsWith(ownRequestName));
  return {
    shut: deeds.filter(({ result }) => result === 'done').length,
    notShown: own ? (own.why ?? 'Resalt’s pass was not shown.') : null,
    open: kept.filter((deed) => deed !== own).map(({ what }) => what),
  };
}
