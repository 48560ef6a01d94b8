import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { openStage } from '../e2e/screens/stage.ts';

// What the table of sessions costs in a real Chromium with 2,000 sites and 200,000 sessions: beside a bare scan of the same
// columns in the same run. `tsx test/bench/table.ts` alone, or as a part of `npm run bench`.

type Probe = typeof import('../e2e/screens/probe.ts');
interface Fake {
  fake: { probe(): Promise<Probe> };
}

const typed = ['anna', 'anna agency', 'netherlands firefox', 'eastgate 203.0', 'nothing at all like this'];
const enough = 50;

export async function benchTable(): Promise<void> {
  const stage = await openStage();
  try {
    const page = await stage.open({ scenario: 'many', hash: '#/fleet', beat: 50 });
    await page.getByRole('grid', { name: 'Sites' }).waitFor({ timeout: 120_000 });
    const before = await heap(page);
    const reading = await page.evaluate(async () => {
      const probe = await (window as unknown as Fake).fake.probe();
      const begun = performance.now();
      await probe.read();
      return performance.now() - begun;
    });
    const after = await heap(page);
    await page.evaluate(() => {
      window.location.hash = '#/sessions';
    });
    await page.getByRole('grid', { name: 'Sessions' }).waitFor({ timeout: 60_000 });
    await print(page, reading, after - before);
  } finally {
    await stage.close();
  }
}

async function print(page: Page, reading: number, heapBytes: number): Promise<void> {
  const found = await page.evaluate(async (words) => {
    const probe = await (window as unknown as Fake).fake.probe();
    const keys: number[] = [];
    for (let round = 0; round < 2; round++)
      for (const word of words)
        for (let end = 1; end <= word.length; end++) keys.push(await probe.type(word.slice(0, end)));
    await probe.type('');
    return {
      rows: probe.rows(),
      floor: probe.bareScan(),
      filters: words.map((word) => probe.filterBy(word)),
      keys: keys.sort((a, b) => a - b),
      sorts: [probe.sortBy('login'), probe.sortBy('user')],
      groups: (['person', 'site', 'country', 'address'] as const).map((by) => probe.groupBy(by)),
      columns: probe.columnBytes(),
    };
  }, typed);
  const ms = (value = 0): string => `${value.toFixed(1)} ms`;
  const mb = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(0)} MB`;
  const within = (value: number): string => (value < enough ? 'within' : 'NOT WITHIN');
  const at = (share: number): number => found.keys[Math.floor((found.keys.length - 1) * share)] ?? 0;
  console.log(`\nThe table of sessions in Chromium: ${found.rows.toLocaleString('en')} sessions of 2,000 sites`);
  console.log(`  floor: a bare scan of the same columns        ${ms(found.floor)}`);
  typed.forEach((word, index) => {
    const time = found.filters[index] ?? 0;
    console.log(`  filter “${word}”`.padEnd(48), `${ms(time)}, ${(time / found.floor).toFixed(1)} times the floor`);
  });
  console.log(`  a key in the field to its frame, median       ${ms(at(0.5))}, 95 % within ${ms(at(0.95))}`);
  console.log(`  ${within(at(0.95))} the ${enough} ms that were promised`);
  console.log(`  sort by login, by user                        ${found.sorts.map(ms).join(', ')}`);
  console.log(`  group by person, site, country, address       ${found.groups.map(ms).join(', ')}`);
  console.log(`  ${within(Math.max(...found.groups))} the ${enough} ms that were promised`);
  console.log(`  reading all pages, contract checks included   ${(reading / 1000).toFixed(1)} s`);
  console.log(`  memory: ${mb(heapBytes)} of heap and ${mb(found.columns)} of columns\n`);
}

/** What is alive of JavaScript's heap, after a collection. */
async function heap(page: Page): Promise<number> {
  const client = await page.context().newCDPSession(page);
  await client.send('HeapProfiler.collectGarbage');
  const { usedSize } = await client.send('Runtime.getHeapUsage');
  await client.detach();
  return usedSize;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await benchTable();
