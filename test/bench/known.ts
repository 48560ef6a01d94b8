import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { judgeSessions } from '../../src-main/audit/judge-sessions.ts';
import { openLookup } from '../../src-main/audit/places/lookup.ts';
import { known as declared } from '../../src-main/contract/known-sessions.ts';
import { knownFleet } from '../../src-main/procedures/known-fleet.ts';
import { type Judge, type Snapshot, takeSnapshot } from '../../src-main/procedures/session-snapshot.ts';
import { openSessionHistory } from '../../src-main/store/session-history/session-history.ts';
import { openBox, sealBox } from '../../src-main/vault/sealed.ts';
import { newKey } from '../../src-main/vault/vault-key.ts';
import { keep, knowledge, now, policies, seenFleet } from './known-fleet.ts';
import { median } from './report.ts';

// What `sessions.known` costs the engine with 2,000 sites and 200,000 sessions, part by part, in processor time (that of the
// collector included, so that others at work on the machine don't count): beside JSON.parse of the same sessions in the same
// run. `tsx test/bench/known.ts` alone, or as a part of `npm run bench`. Wants out/data (npm run build).

const rounds = Number(process.env.BENCH_ROUNDS ?? 3);
const promised = 2000;
type Part = 'floor' | 'read' | 'judge' | 'pages' | 'wire';

export async function benchKnown(): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), 'resalt-bench-known-'));
  const key = newKey();
  const history = openSessionHistory({
    ...{ dir, keepDays: () => 90, now: () => now, isSite: () => true },
    boxes: { seal: (plain, of) => sealBox(key, plain, of), open: (box, of) => openBox(key, box, of) },
  });
  try {
    const fleet = seenFleet(2000, 200_000);
    await keep(history, fleet);
    const lookup = await openLookup();
    const sites = new Map(fleet.sites.map(({ id, client, tags }) => [id, { client, tags }]));
    const judge: Judge = (sessions) => judgeSessions(sessions, { lookup, knowledge, policies, sites, now });
    const text = JSON.stringify((await knownFleet(history, fleet.sites, now)).sessions);
    const times = new Map<Part, number[]>();
    let flagged = 0;
    for (let round = 0; round < rounds; round++) {
      const during = async <T>(part: Part, work: () => T | Promise<T>): Promise<T> => {
        const { ms, made } = await cost(work);
        times.set(part, [...(times.get(part) ?? []), ms]);
        return made;
      };
      await during('floor', () => JSON.parse(text));
      const { sessions } = await during('read', () => knownFleet(history, fleet.sites, now));
      const judged = await during('judge', () => judge(sessions));
      flagged = judged.sessions.filter(({ flags }) => flags.length > 0).length;
      const snapshot = await during('pages', async () => {
        const taken = await takeSnapshot(history, fleet.sites, fleet.sites, () => judged, now);
        taken.page(Math.ceil(sessions.length / 5000) - 1);
        return taken;
      });
      await during('wire', () => sendAll(snapshot));
      snapshot.wipe();
    }
    print(times, flagged);
  } finally {
    await history.close();
    await rm(dir, { recursive: true, force: true });
  }
}

/** As the engine answers for one page after the other. */
function sendAll(snapshot: Snapshot): void {
  for (let next: number | null = 0; next !== null; ) {
    const page = declared.output.parse(snapshot.page(next));
    JSON.stringify(page);
    next = page.next;
  }
}

function print(times: Map<Part, number[]>, flagged: number): void {
  const of = (part: Part): number => median(times.get(part) ?? []);
  const line = (what: string, ms: number): void =>
    console.log(`  ${what.padEnd(48)} ${(ms / 1000).toFixed(2)} s, ${(ms / of('floor')).toFixed(1)} times the floor`);
  console.log(`\nWhat is known of 200,000 sessions on 2,000 sites, in processor time (${rounds} rounds, medians)`);
  line('floor: JSON.parse of the same sessions', of('floor'));
  line('reading and opening every site of the history', of('read'));
  line(`judging, ${flagged.toLocaleString('en')} with a flag`, of('judge'));
  console.log(
    `  ${of('judge') < promised ? 'within' : 'NOT WITHIN'} the ${promised / 1000} s that were promised for judging`,
  );
  line('making the pages', of('pages') - of('read'));
  line('all pages through the contract, as text', of('wire'));
}

/** Processor time of all threads, ms. */
async function cost<T>(work: () => T | Promise<T>): Promise<{ ms: number; made: T }> {
  const before = process.cpuUsage();
  const made = await work();
  const { user, system } = process.cpuUsage(before);
  return { ms: (user + system) / 1000, made };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await benchKnown();
