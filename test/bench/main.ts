import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { count } from '../../src-main/command-line/words.ts';
import { type Fleet, startFleet } from '../fleet/fleet.ts';
import { runHere } from './child.ts';
import type { Contender, Ground } from './contender.ts';
import { benchEvidence } from './evidence.ts';
import { rotated, saltsOf } from './judge.ts';
import { benchKnown } from './known.ts';
import { peers } from './peers.ts';
import { printReport, type Round } from './report.ts';
import { resaltContenders } from './resalt.ts';
import { benchTable } from './table.ts';
import { logInEverywhere, openTo } from './warm.ts';

// `npm run bench`: what a logout of many real sites costs beside the floor and beside the tools of today, and what lists and evidence of large ones
// do. Asserts no times: server and client share this machine. BENCH_SITES, BENCH_ROUNDS, BENCH_CONCURRENCY, EVIDENCE_MB and EVIDENCE_FILES change its size.
const sites = Number(process.env.BENCH_SITES ?? 50);
const rounds = Number(process.env.BENCH_ROUNDS ?? 3);
const concurrency = Number(process.env.BENCH_CONCURRENCY ?? 20);

const dir = await mkdtemp(join(tmpdir(), 'resalt-bench-'));
let fleet: Fleet | undefined;
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void leave(1));
try {
  console.log(`Bringing up ${sites} real sites, with a warm object cache (Redis) and OPcache.`);
  fleet = await startFleet({ sites, objectCache: 'redis', opcache: true });
  await bench({ fleet, dir, concurrency });
  await benchTable();
  await benchKnown();
  execFileSync(process.execPath, ['--import', 'tsx', join(import.meta.dirname, 'files.ts')], { stdio: 'inherit' });
  await benchEvidence();
  await leave(0);
} catch (error) {
  console.error(error);
  await leave(1);
}

async function leave(code: number): Promise<void> {
  await fleet?.stop();
  await rm(dir, { recursive: true, force: true });
  process.exit(code);
}

async function bench(ground: Ground): Promise<void> {
  const { there, missing } = peers(ground);
  const contenders = [floor(ground, false), floor(ground, true), ...(await resaltContenders(ground)), ...there];
  const measured = new Map<Contender, Round[]>(contenders.map((contender) => [contender, []]));
  for (let round = 1; round <= rounds; round += 1) {
    for (const contender of contenders) {
      process.stdout.write(`round ${round} of ${rounds}: ${contender.name}`);
      const result = await oneRound(ground.fleet, contender);
      measured.get(contender)?.push(result);
      process.stdout.write(`, ${(result.ms / 1000).toFixed(2)} s\n`);
    }
  }
  const machine = `${cpus().length} cores (${cpus()[0]?.model ?? 'unknown'}), Node ${process.version}`;
  console.log(
    `\n${sites} sites, ${concurrency} at a time, ${count(rounds, 'round')}, server and client on one machine: ${machine}\n`,
  );
  printReport(measured, missing, sites);
}

/** "Still open" counts real cookies after a moment for OPcache; before a contender that ends nothing no one logs in. */
async function oneRound(fleet: Fleet, contender: Contender): Promise<Round> {
  await contender.prepare?.();
  const cookies = contender.endsLogins ? await logInEverywhere(fleet) : null;
  const before = await saltsOf(fleet);
  const { ms, peak } = await contender.run();
  return {
    ms,
    peak,
    rotated: contender.rotates ? rotated(before, await saltsOf(fleet)) : null,
    stillOpen: cookies ? await openTo(cookies) : null,
  };
}

/** `noDelay`: without TCP's waiting for acknowledgements, which ssh2 leaves on; how long that takes is the kernel's affair. */
function floor({ fleet, concurrency }: Ground, noDelay: boolean): Contender {
  const hosts = fleet.sites.map(({ address, sshPort, sshUser }) => ({
    host: address,
    port: sshPort,
    username: sshUser,
  }));
  return {
    name: noDelay ? 'strict floor: the same, never waiting' : 'floor: ssh2 runs `true`',
    does: 'nothing',
    times: 'the work',
    rotates: false,
    endsLogins: false,
    run: () => runHere('floor.ts', { hosts, keyPath: fleet.ssh.keyPath, concurrency, noDelay }),
  };
}
