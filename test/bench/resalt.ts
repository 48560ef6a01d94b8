import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { builtApp } from '../e2e/built-app.ts';
import { versionOf, wordpressCore } from '../fleet/core.ts';
import { coreChecksums } from '../integration/audit/official-server.ts';
import { runChild, runHere } from './child.ts';
import type { Contender, Ground, Measured } from './contender.ts';
import { seededSessions } from './seeded-sessions.ts';

const passphrase = 'only for this bench';

/** Resalt's own ways, with its sites imported and their host keys trusted. */
export async function resaltContenders({ fleet, dir, concurrency }: Ground): Promise<Contender[]> {
  const cli = join(await builtApp(), 'out/main/cli.js');
  const dataDir = join(dir, 'resalt');
  const resalt = async (...words: string[]): Promise<Measured> => {
    const ended = await runChild([process.execPath, cli, '--data', dataDir, '--yes', ...words], {
      RESALT_PASSPHRASE: passphrase,
    });
    if (ended.code !== 0) process.stdout.write(`resalt ${words.join(' ')} left with ${ended.code}\n`);
    return ended;
  };
  const csv = join(dir, 'sites.csv');
  await fleet.importCsv(csv);
  await resalt('init');
  await resalt('sites', 'import', csv);
  await resalt('sites', 'trust', '--all', '--fingerprint', fleet.ssh.fingerprint);

  const changes = { rotates: true, endsLogins: true };
  const engine = async (proof: boolean, planned = false) => {
    const ended = await runHere('engine-logout.ts', { dataDir, passphrase, proof, planned, concurrency });
    process.stdout.write(ended.out);
    return ended;
  };
  const seeded = await seededSessions(fleet);
  const readAll = async () => {
    const ended = await runHere('engine-sessions.ts', { dataDir, passphrase, concurrency, expected: seeded.count });
    process.stdout.write(ended.out);
    return ended;
  };
  const core = await wordpressCore('6.1');
  const list = join(dir, `${versionOf(core)}-en_US.json`);
  await writeFile(list, JSON.stringify({ checksums: await coreChecksums(core) }));
  await resalt('audit', 'checksums', 'add', list);
  const audit = async (files: boolean) => {
    const ended = await runHere('engine-audit.ts', { dataDir, passphrase, concurrency, files });
    process.stdout.write(ended.out);
    return ended;
  };
  const quiet = { rotates: false, endsLogins: false, times: 'the call' } as const;
  const whole = ['logout', '--all', '--json', '--concurrency', String(concurrency)];
  return [
    {
      ...{ rotates: false, endsLogins: false },
      name: 'Resalt, sessions',
      does: `reads all ${seeded.count} logins`,
      times: 'the call',
      prepare: seeded.putBack,
      run: readAll,
    },
    { ...quiet, name: 'Resalt, audit --no-files', does: 'users, keys, settings', run: () => audit(false) },
    { ...quiet, name: 'Resalt, audit', does: 'the same and all files', run: () => audit(true) },
    { ...changes, name: 'Resalt, no proof', does: 'salts, logins, cache', times: 'the run', run: () => engine(false) },
    {
      ...changes,
      name: 'Resalt, no proof, once planned',
      does: 'salts, logins, cache',
      times: 'the run',
      run: () => engine(false, true),
    },
    { ...changes, name: 'Resalt', does: 'salts, logins, cache, proof', times: 'the run', run: () => engine(true) },
    {
      ...changes,
      name: 'resalt logout --no-proof',
      does: 'salts, logins, cache',
      times: 'the whole process',
      run: () => resalt(...whole, '--no-proof'),
    },
    {
      ...changes,
      name: 'resalt logout',
      does: 'salts, logins, cache, proof',
      times: 'the whole process',
      run: () => resalt(...whole),
    },
  ];
}
