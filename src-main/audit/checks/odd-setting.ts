import { createHash } from 'node:crypto';
import { largestText } from '../../wordpress/file-reading.ts';
import type { OddSetting } from '../../wordpress/server-files/htaccess.ts';
import type { Found } from './check.ts';

/** A finding about one line of a file of settings. */
export const asFound = (
  path: string,
  text: string,
  since: number | null,
  { harm, sure, what, line }: OddSetting,
): Found => ({
  harm,
  confidence: sure,
  title: `${path}: ${what}`,
  where: `${path}, line ${line}`,
  since,
  why: 'The web server, or PHP, does as it says on every request, whatever WordPress is set to.',
  about: {
    path,
    what,
    line: createHash('sha256')
      .update(text.split('\n')[line - 1] ?? '')
      .digest('hex')
      .slice(0, 16),
  },
  fix: null,
  byHand: 'Take the line out, after a look at the whole file; keep a copy. Then look at whatever file it names.',
});

/** Nobody needs such a large one: what stands behind so many lines is meant not to be seen. */
export const tooLarge: OddSetting = {
  ...{
    harm: 'takeover',
    sure: 'possible',
    what: `It is larger than ${largestText >> 10} KiB; the rest was not read`,
    line: 1,
  },
};
