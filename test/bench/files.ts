import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { count } from '../../src-main/command-line/words.ts';
import type { Host } from '../../src-main/hosts/host.ts';
import { openHosts } from '../../src-main/hosts/pool.ts';
import { readConfiguration } from '../../src-main/operations/steps/read-configuration.ts';
import { scanFiles } from '../../src-main/operations/steps/scan-files.ts';
import { type Fleet, startFleet } from '../fleet/fleet.ts';
import { median } from './report.ts';

// What it costs to look through 100,000 files on one site, over SSH: beside a plain `find -printf` over the same connection in the
// same run. `tsx test/bench/files.ts`; `npm run bench` starts it as a process of its own, so that its peak of memory is its own.

const rounds = Number(process.env.BENCH_ROUNDS ?? 3);
const files = Number(process.env.BENCH_FILES ?? 100_000);
const none = async () => ({ list: null, why: 'not here', published: false }) as const;

async function benchFiles(): Promise<void> {
  const fleet = await startFleet({ sites: 1 });
  const hosts = openHosts({ hostKeys: { check: () => 'trusted', pinnedTypes: () => [] } });
  try {
    const [site] = fleet.sites;
    if (!site) throw new Error('no site');
    fill(join(site.docroot, 'wp-content/uploads'));
    const host = await hosts.reach(targetOf(fleet));
    const configuration = await readConfiguration(host, site.docroot);
    const times: Record<'floor' | 'scan', number[]> = { floor: [], scan: [] };
    for (let round = 0; round < rounds; round += 1) {
      times.floor.push(await timed(() => plainFind(host, site.docroot)));
      times.scan.push(
        await timed(async () => {
          const found = await scanFiles(host, configuration, { core: none, plugin: none }, { offline: true });
          const listed = found.files?.entries.size ?? 0;
          if (listed < files) throw new Error(`${listed} files were listed, ${files} are there`);
        }),
      );
    }
    print(times);
  } finally {
    await hosts.close();
    await fleet.stop();
  }
}

function fill(folder: string): void {
  for (let made = 0; made < files; made += 1) {
    const month = join(folder, `month-${Math.floor(made / 1000)}`);
    if (made % 1000 === 0) mkdirSync(month, { recursive: true });
    writeFileSync(join(month, `photo-${made}-1024x768.jpg`), '');
  }
}

function targetOf({ sites, ssh }: Fleet) {
  const [site] = sites;
  if (!site) throw new Error('no site');
  const auth = { privateKey: readFileSync(ssh.keyPath) };
  return { host: site.address, port: site.sshPort, user: site.sshUser, auth, jumps: [] };
}

async function plainFind(host: Host, root: string): Promise<void> {
  const script = `cd '${root}' && find . -printf '%y %s %T@ %C@ %m %U %G %p\\0'`;
  const { code, truncated } = await host.run(script, { maxBytes: 128 << 20, timeoutMs: 300_000 });
  if (code !== 0 || truncated) throw new Error(`find left with ${code}`);
}

async function timed(work: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

function print({ floor, scan }: Record<'floor' | 'scan', number[]>): void {
  const seconds = (all: number[]) => `${(median(all) / 1000).toFixed(2)} s`;
  console.log(`\nfiles: ${count(files, 'file')} on one site, ${count(rounds, 'round')}`);
  console.log(`  floor: find -printf over the same connection   ${seconds(floor)}`);
  console.log(
    `  Resalt: list, hashes of the core, small texts  ${seconds(scan)}  ${(median(scan) / median(floor)).toFixed(2)} x the floor`,
  );
  console.log(`  peak memory ${Math.round(process.resourceUsage().maxRSS / 1024)} MiB`);
}

await benchFiles();
process.exit();
