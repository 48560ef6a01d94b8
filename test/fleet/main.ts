import { fork } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command, InvalidArgumentError } from 'commander';
import { type Fleet, type FleetOptions, startFleet } from './fleet.ts';
import { me } from './processes/account.ts';
import { until } from './processes/until.ts';
import { takeDown } from './take-down.ts';

interface UpOptions {
  sites: number;
  wordpress: string;
  objectCache: boolean;
  opcache: boolean;
  multisite: boolean;
  forwarding: boolean;
  dir: string;
  foreground: boolean;
}

type Word = { up: string } | { failed: string };

const SELF = fileURLToPath(import.meta.url);
const DIR = join(tmpdir(), `resalt-fleet-up-${me.username}`);
const count = (text: string) => {
  if (!/^[1-9]\d{0,2}$/.test(text)) throw new InvalidArgumentError('a number from 1 to 999');
  return Number(text);
};

const fleet = new Command('fleet').description('Real WordPress sites on this machine, to try Resalt on');
fleet
  .command('up')
  .description('bring a fleet up; it runs in the background until `down`')
  .option('--sites <n>', 'how many', count, 5)
  .option('--wordpress <version>', '6.1, 6.8 or 7.1', '6.1')
  .option('--object-cache', 'with a persistent object cache (Redis)', false)
  .option('--opcache', "with PHP's OPcache on", false)
  .option('--multisite', 'every site a network of three blogs', false)
  .option('--no-forwarding', 'an SSH server that refuses port forwarding')
  .option('--dir <folder>', 'where all of it goes; must not be there yet', DIR)
  .option('--foreground', 'stay, until Ctrl-C', false)
  .action((options: UpOptions) => (options.foreground ? stay(options) : detach(options)));
fleet
  .command('down')
  .description('end every process of the fleet and remove its folder')
  .option('--dir <folder>', 'the folder given to `up`', DIR)
  .action((options: { dir: string }) => down(resolve(options.dir)));
await fleet.parseAsync();

async function stay(options: UpOptions): Promise<void> {
  const say = (word: Word) => {
    if (process.send) process.send(word);
    else console.log('up' in word ? word.up : word.failed);
  };
  const began = performance.now();
  try {
    const running = await startFleet(fleetOptions(options));
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void running.stop());
    await running.importCsv(join(running.dir, 'sites.csv'));
    say({ up: description(running, options, performance.now() - began) });
  } catch (error) {
    process.exitCode = 1;
    say({ failed: error instanceof Error ? error.message : String(error) });
    process.disconnect?.();
  }
}

/** Starts this program once more, in the background, and waits for its word. */
async function detach(options: UpOptions): Promise<void> {
  const args = [...process.argv.slice(2), '--foreground'];
  const stdio = ['ignore', 'ignore', 'ignore', 'ipc'] as const;
  const child = fork(SELF, args, { execArgv: ['--import', 'tsx'], detached: true, stdio: [...stdio] });
  const word = await new Promise<Word>((answer) => {
    child.once('message', (message) => answer(message as Word));
    child.once('exit', (code) => answer({ failed: `It ended at once (${code})` }));
  });
  if (child.connected) child.disconnect();
  child.unref();
  console.log(
    'up' in word
      ? `${word.up}\nEnd it: npm run fleet -- down${options.dir === DIR ? '' : ` --dir ${options.dir}`}`
      : word.failed,
  );
  if ('failed' in word) process.exitCode = 1;
}

function fleetOptions(options: UpOptions): FleetOptions {
  const { sites, wordpress, opcache, multisite } = options;
  const objectCache = options.objectCache ? 'redis' : 'none';
  return {
    sites,
    wordpress,
    opcache,
    multisite,
    objectCache,
    tcpForwarding: options.forwarding,
    dir: resolve(options.dir),
  };
}

function description({ dir, sites, ssh, web }: Fleet, options: UpOptions, ms: number): string {
  const [first] = sites;
  const people = first?.users.map((user) => `${user.login} (${user.role})`).join(', ');
  return `Sites of WordPress ${options.wordpress}: ${sites.length}, up (${(ms / 1000).toFixed(1)} s), in ${dir}
  import    ${join(dir, 'sites.csv')}
  ssh key   ${ssh.keyPath} for ${ssh.user}, port ${ssh.port} at every site's address
  host key  ${ssh.fingerprint}
  sites     ${first?.url} … ${sites.at(-1)?.address}, all on port ${web.port}
  people    ${people}
  password  ${first?.users[0]?.password}`;
}

async function down(dir: string): Promise<void> {
  const file = join(dir, 'owner.pid');
  if (!existsSync(file)) {
    console.log(`No fleet is up in ${dir}`);
    return;
  }
  const owner = Number(readFileSync(file, 'utf8'));
  if (isFleet(owner)) process.kill(owner, 'SIGTERM');
  const gone = await until(async () => !isFleet(owner), 60_000);
  if (!gone) throw new Error(`The fleet's process ${owner} does not end`);
  if (existsSync(dir)) await takeDown(dir, []);
  console.log('The fleet is gone');
}

/** Whether that process runs this program: a number may have gone to another since. */
function isFleet(pid: number): boolean {
  const file = `/proc/${pid}/cmdline`;
  return existsSync(file) && readFileSync(file, 'utf8').includes(SELF);
}
