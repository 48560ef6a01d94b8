import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEngine } from '../../src-main/engine.ts';
import { productionCost } from '../../src-main/vault/passphrase.ts';
import { builtApp } from '../e2e/built-app.ts';

const passphrase = 'only for this bench';
const times = 5;

/** What a command costs before it does anything: processor time of the process, the least of five, beside Node's own start and scrypt. */
export async function benchStartUp(): Promise<void> {
  const cli = join(await builtApp(), 'out/main/cli.js');
  const dataDir = await mkdtemp(join(tmpdir(), 'resalt-bench-start-'));
  try {
    const engine = await openEngine({ dataDir, carrier: 'command-line' });
    await engine.call.vault.create({ passphrase, keychain: false });
    await engine.close();
    const { N, r, p } = productionCost;
    const derive = `crypto.scryptSync('a', 'salt', 32, { N: ${N}, r: ${r}, p: ${p}, maxmem: 2 ** 30 })`;
    const node = cost(['-e', '0']);
    console.log('\nStarting, processor time of one command');
    console.log(`  floor: node -e 0            ${node} ms`);
    console.log(`  resalt --help               ${cost([cli, '--help'])} ms`);
    console.log(`  scrypt, as the vault has it ${cost(['-e', derive]) - node} ms`);
    console.log(`  resalt sites list, with it  ${cost([cli, '--data', dataDir, 'sites', 'list'])} ms`);
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

/** Milliseconds of processor time, as the process itself counts them when it ends. */
function cost(args: string[]): number {
  const counting = `process.on('exit', () => { const { user, system } = process.cpuUsage(); require('node:fs').writeSync(3, String((user + system) / 1000)); })`;
  const preload = `data:text/javascript,import{createRequire}from'node:module';const require=createRequire('file:///');${encodeURIComponent(counting)}`;
  const one = () => {
    const { output, status } = spawnSync(process.execPath, ['--import', preload, ...args], {
      encoding: 'utf8',
      env: { ...process.env, RESALT_PASSPHRASE: passphrase },
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    });
    if (status !== 0) throw new Error(`${args.join(' ')} left with ${status}: ${output[2]}`);
    return Number(output[3]);
  };
  return Math.round(Math.min(...Array.from({ length: times }, one)));
}
