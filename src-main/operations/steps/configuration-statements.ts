import { oddStatements } from '../../wordpress/config-statements.ts';
import type { ConfigStatement } from '../../wordpress/door-reading.ts';
import { not, partly, type Unread } from './audit-answers.ts';
import type { OpenSite } from './look.ts';

const mostStatements = 200;

/** What doesn't belong into wp-config and into the files that it includes, as they were read to understand it. */
export function oddStatementsOf({ configuration }: OpenSite, unread: Unread): ConfigStatement[] {
  if (!configuration) {
    unread.set('config', not('The configuration is not to be seen from here.'));
    return [];
  }
  const { entry, worlds, files } = configuration.understood;
  const paths = new Set([entry, ...worlds.flatMap(({ included }) => [...included])]);
  const problems: string[] = [];
  const odd = [...paths].flatMap((path) => {
    const file = files.get(path);
    if (typeof file !== 'object') return [];
    const { odd: found, problem } = oddStatements(path, file.bytes);
    if (problem !== null) problems.push(`${problem}.`);
    return found;
  });
  if (problems.length > 0) unread.set('config', partly(problems.join(' ')));
  if (odd.length > mostStatements)
    unread.set('config', partly(`There are more than ${mostStatements} such statements.`));
  return odd.slice(0, mostStatements);
}
