import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { readAddress } from '../../../src-main/audit/places/read-address.ts';
import { ResaltError, toFailure } from '../../../src-main/contract/failures.ts';
import { onUnexpected, type Witness } from '../../../src-main/contract/unexpected.ts';
import { callFailure } from '../../../src-main/procedures/call-failure.ts';
import { unexpectedLog } from '../../../src-main/store/unexpected-log.ts';
import { temporaryFolder } from './temporary-store.ts';

const at = '2026-11-22T22:41:05.000Z';
const logIn = (dir: string): Witness => unexpectedLog(dir, '1.2.3', () => new Date(at));
const linesOf = async (dir: string, name = 'unexpected.log') =>
  (await readFile(join(dir, name), 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

/** An error that comes out of Resalt's own code. */
function broken(message: string): Error {
  const text = {
    trim: () => {
      throw new TypeError(message);
    },
  };
  try {
    readAddress(text as unknown as string);
  } catch (error) {
    return error as Error;
  }
  throw new Error('nothing was thrown');
}

it('an error is found by the places it came through, in a file for the owner alone', async () => {
  const dir = await temporaryFolder();
  logIn(dir)(broken('x is not a function'), { siteId: 's_0000000001' });
  const [line] = await linesOf(dir);
  expect(line).toMatchObject({ at, version: '1.2.3', where: { siteId: 's_0000000001' } });
  expect(line.errors[0].kind).toBe('TypeError');
  expect(line.errors[0].frames).toContainEqual(
    expect.stringMatching(/^readAddress src-main\/audit\/places\/read-address\.ts:\d+:\d+$/),
  );
  expect((await stat(join(dir, 'unexpected.log'))).mode & 0o777).toBe(0o600);
});

it('nothing of a message is written, whatever it looks like, nor where Resalt lies', async () => {
  const dir = await temporaryFolder();
  const log = logIn(dir);
  const secret = fc.constantFrom('hunter2', '\n    at hunter2 (/srv/src-main/hunter2.ts:1:2)', 'node:hunter2:1:2');
  fc.assert(
    fc.property(secret, fc.string(), fc.boolean(), (text, more, asCause) => {
      const error = broken(`${more}${text}${more}`);
      log(asCause ? new Error(`outer ${text}`, { cause: error }) : error, undefined);
    }),
  );
  log('hunter2', undefined);
  log(
    new z.ZodError([{ code: 'custom', path: ['sites', 'hunter2 !'], message: 'hunter2', input: 'hunter2' }]),
    undefined,
  );
  const written = await readFile(join(dir, 'unexpected.log'), 'utf8');
  const found = ['hunter2', process.cwd(), '"refused":["sites.?"]'].map((part) => written.includes(part));
  expect(found).toEqual([false, false, true]);
});

it('does not grow without end, and a disk that takes no line harms nobody', async () => {
  const dir = await temporaryFolder();
  await writeFile(join(dir, 'unexpected.log'), `"${'x'.repeat(1024 * 1024)}"\n`);
  logIn(dir)(broken('x'), undefined);
  expect(await linesOf(dir)).toHaveLength(1);
  expect(await linesOf(dir, 'unexpected.1.log')).toHaveLength(1);
  logIn(join(dir, 'not there'))(broken('x'), undefined);
});

it('what becomes a BUG is told once, with where; what has words is not', () => {
  const told: unknown[][] = [];
  const stop = onUnexpected((...heard) => told.push(heard));
  const error = broken('x');
  expect(toFailure(error, { siteId: 's_1' }).code).toBe('BUG');
  callFailure(error);
  toFailure(new ResaltError('TIMED_OUT', 'It did not answer.'));
  expect(told).toEqual([[error, { siteId: 's_1' }]]);
  stop();
  toFailure(broken('y'));
  expect(told).toHaveLength(1);
});

it('what libraries throw may be anything: it is a BUG all the same, and what is written of it is no message', async () => {
  const dir = await temporaryFolder();
  const stop = onUnexpected(logIn(dir));
  const odd = (more: object) =>
    Object.defineProperties(
      broken('hunter2'),
      Object.fromEntries(Object.entries(more).map(([name, value]) => [name, { value }])),
    );
  const evil = new Proxy(new Error('hunter2'), {
    get: () => {
      throw new Error('hunter2');
    },
  });
  const changed = broken('\n    at hunter2 (/srv/src-main/hunter2.ts:1:2)');
  changed.message = 'other';
  const all = [
    odd({ message: undefined }),
    odd({ stack: 7 }),
    odd({ issues: [null, 7] }),
    changed,
    Object.create(null),
    Symbol('x'),
  ];
  for (const one of [...all, evil]) expect(toFailure(one)).toMatchObject({ code: 'BUG' });
  stop();
  expect(await linesOf(dir)).toHaveLength(all.length);
  expect(await readFile(join(dir, 'unexpected.log'), 'utf8')).not.toContain('hunter2');
});
