import { openSessionHistory } from '../../../src-main/store/session-history/session-history.ts';
import { boxesOf, lookOf } from './plain-look.ts';

/** Looks at three sites in turn, for ever, and says the number of each look that is kept. Killed by its test. */
const [dir = '', key = ''] = process.argv.slice(2);
const history = openSessionHistory({
  dir,
  boxes: boxesOf(key),
  isSite: () => true,
  keepDays: () => 90,
  now: () => new Date(),
});
for (let number = 1; ; number += 1) {
  for (const site of [0, 1, 2]) await history.looked(lookOf(site, number));
  process.stdout.write(`${number}\n`);
}
