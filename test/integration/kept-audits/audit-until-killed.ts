import { afterAudit } from '../../../src-main/audit/after-audit.ts';
import { openAgreements } from '../../../src-main/store/agreements.ts';
import { openKeptAudits } from '../../../src-main/store/kept-audits/kept-audits.ts';
import { boxesOf } from '../session-history/plain-look.ts';
import { lookOf, siteOf } from './plain-audit.ts';

/** Audits three sites in turn and joins a person, for ever, and says the number of each round that is kept. Killed by its test. */
const [dir = '', key = ''] = process.argv.slice(2);
const boxes = boxesOf(key);
const audits = await openKeptAudits({ dir, boxes, isSite: () => true });
const agreements = openAgreements(dir, boxes);
for (let number = 1; ; number += 1) {
  await Promise.all(
    [0, 1, 2].map(siteOf).map((id) => audits.change(id, (before) => afterAudit(id, before, lookOf(number)))),
  );
  await agreements.change(({ people }) => {
    const person = { name: `${number}`, emails: [`${number}@client.test`] };
    return { changes: { people: [...people, person].slice(-50) }, answer: null };
  });
  process.stdout.write(`${number}\n`);
}
