import { openIncidentRecords } from '../../../src-main/store/incident-records.ts';
import { openBox, sealBox } from '../../../src-main/vault/sealed.ts';

/** Appends lines to an incident until it is killed, and says each number once its line is acknowledged. */
const [dir = '', hex = ''] = process.argv.slice(2);
const key = Buffer.from(hex, 'hex');
const records = await openIncidentRecords(dir, {
  seal: (plain, context) => sealBox(key, plain, context),
  open: (box, context) => openBox(key, box, context),
});
const id = await records.create({ n: 0 });
console.log(id);
for (let n = 1; ; n += 2) {
  await records.append(id, { n }, { n: n + 1 });
  console.log(n + 1);
}
