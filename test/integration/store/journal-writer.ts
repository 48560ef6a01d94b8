import { writeSync } from 'node:fs';
import { openStore } from '../../../src-main/store/store.ts';

/** Writes until it is killed: numbers to the journal (every third lazily) and the audit trail, and to stdout those that were acknowledged. */
const [dir = '', from = '0'] = process.argv.slice(2);
const store = await openStore({ dir });
for (let number = Number(from); ; number += 10) {
  const ten = Array.from({ length: 10 }, (_, more) => number + more);
  const written = ten.map(async (one) => {
    const record = { number: one, filler: 'x'.repeat(one % 700) };
    await store.journals.append('r_0123456789', record, { lazily: one % 3 === 0 });
    writeSync(1, `journal ${one}\n`);
    await store.auditTrail.append({ who: 'test', what: 'number.written', details: record });
    writeSync(1, `audit ${one}\n`);
  });
  await Promise.all(written);
}
