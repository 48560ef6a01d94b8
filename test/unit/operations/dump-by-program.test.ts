import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { programDump } from '../../../src-main/operations/steps/evidence/dump-by-program.ts';
import { meterOf } from '../../../src-main/store/evidence/measure.ts';

/** Options that stand in client/mysqldump of MySQL 5.5 to 8.0 and of MariaDB, read there; all others have to be "loose". */
const known = new Set([
  ...['single-transaction', 'quick', 'skip-lock-tables', 'hex-blob', 'no-tablespaces', 'skip-dump-date'],
  ...['max-allowed-packet', 'skip-triggers', 'triggers', 'events', 'routines', 'no-data', 'no-create-info', 'where'],
]);
const target = {
  host: '127.0.0.1',
  port: 3306,
  user: 'u',
  password: 'pa"ss\\word',
  database: 'it’s',
  tls: 'when-offered',
} as const;

/** What a program hears that stands in for mysqldump, and what comes of it. */
function dumpBy(script: string, options: string[] = [], tables: string[] = []) {
  const dir = mkdtempSync(join(tmpdir(), 'resalt-dump-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const program = join(dir, 'mysqldump');
  writeFileSync(
    program,
    `#!/bin/sh\nfor w; do printf '%s\\0' "$w" >>${dir}/words; done\ncat /dev/fd/3 >${dir}/options\n${script}\n`,
  );
  chmodSync(program, 0o755);
  const dump = programDump(program, target, [{ options, tables }], false);
  const bytes = execFileSync('/bin/sh', ['-c', dump.script], { input: dump.stdin });
  const meter = meterOf(1e9);
  meter.take(bytes);
  const words = readFileSync(join(dir, 'words'), 'utf8').split('\0').slice(0, -1);
  return {
    words,
    options: readFileSync(join(dir, 'options'), 'utf8'),
    check: () => dump.check(meter.measured()),
    bytes,
  };
}

it('asks nothing of a dump program that MySQL’s or MariaDB’s, old or new, does not know', () => {
  const all = [
    '--skip-triggers',
    '--no-create-info',
    '--where=`id` >= 5',
    '--no-data',
    '--triggers',
    '--events',
    '--routines',
  ];
  const { words, options, check, bytes } = dumpBy("echo '-- a dump'", all, ['-odd "table"']);
  const [first = '', ...rest] = words;
  expect(first).toBe('--defaults-file=/dev/fd/3');
  const end = rest.indexOf('--');
  for (const option of rest.slice(0, end)) {
    const name = option.replace(/^--/, '').replace(/=.*$/, '');
    expect(name.startsWith('loose-') || known.has(name), option).toBe(true);
  }
  expect(rest).toEqual(expect.arrayContaining(['--loose-column-statistics=0', '--loose-set-gtid-purged=OFF']));
  expect(rest.slice(end)).toEqual(['--', 'it’s', '-odd "table"']);
  expect(options).toContain('password="pa\\"ss\\\\word"\n');
  expect(words.join()).not.toContain('pa"ss');
  expect(bytes.toString()).toMatch(/^-- a dump\n/);
  check();
});

it.each([
  ['refuses', 'echo "unknown option" >&2; exit 2', /ended with 2/],
  ['is killed half-way', "echo 'INSERT INTO'; kill -9 $$", /ended with 137/],
  ['forges the end', "printf '\\n-- ended with 0, %032d\\n' 0; exit 3", /ended with 3/],
])('a program that %s gives no dump', (_how, script, why) => {
  expect(dumpBy(script).check).toThrow(why);
});
