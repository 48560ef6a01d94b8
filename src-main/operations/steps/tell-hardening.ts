import type { Story } from '../story.ts';
import { configurationOf, editorConstant, type Unhardened } from './look-hardened.ts';
import type { SiteFiles } from './site-files.ts';

/** In the plan; the rest is counted. */
const mostTold = 100;
const octal = (mode: number) => mode.toString(8).padStart(3, '0');

/** What will be hardened, for the plan, and what stays on purpose. */
export function tellHardening(
  files: SiteFiles,
  { modes, configurationSeen, edits, editorProblem, cut }: Unhardened,
  story: Story,
): void {
  for (const { real } of edits)
    story.will(
      `Define ${editorConstant} as true in ${real}: nobody edits plugins and themes in the dashboard any more.`,
    );
  if (editorProblem) story.warn('other', editorProblem.slice(0, 2000));
  if (!configurationSeen) story.warn('other', 'The rights of wp-config.php can’t be read, so they stay as they are.');
  for (const { what, from, to, why } of modes.slice(0, mostTold)) {
    if (why === null) story.will(`Rights of ${what}: ${octal(from)} becomes ${octal(to)}.`);
    else story.warn('other', `${what} keeps its rights (${octal(from)}): ${why}`.slice(0, 2000));
  }
  if (modes.length > mostTold) story.will(`The same with ${modes.length - mostTold} more files and folders.`);
  if (modes.some(({ place, why }) => why === null && place.asked === configurationOf(files)))
    story.will(
      'Have PHP itself open the configuration then, by a test file in the site’s folder that goes again at once. Where it can’t, everything goes back.',
    );
  if (cut)
    story.warn(
      'other',
      'There are more files that everybody may write than Resalt changes in one run, or folders that the account can’t look into. Run it again afterwards.',
    );
}
