import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Duplex } from 'node:stream';
import { Redis as Client } from 'ioredis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { deleteCacheKeys, flushDatabase } from '../../../src-main/hosts/redis.ts';
import { type Redis, startRedis } from '../../fleet/processes/redis.ts';

let folder: string;
let redis: Redis;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'resalt-redis-'));
  redis = await startRedis(folder, { password: 'pass', databases: 4 });
});
afterAll(async () => {
  await redis.stop();
  await rm(folder, { recursive: true, force: true });
});

const stream = () => connect({ host: redis.host, port: redis.port });
const client = (db: number) => new Client({ host: redis.host, port: redis.port, password: redis.password, db });

async function keysIn(db: number): Promise<string[]> {
  const look = client(db);
  const keys = await look.keys('*');
  look.disconnect();
  return keys.sort();
}

async function fill(db: number, keys: readonly string[]): Promise<void> {
  const filler = client(db);
  await filler.flushdb();
  for (const key of keys) await filler.set(key, 'x');
  filler.disconnect();
}

test('deletes the keys named, in the database named, whatever their bytes', async () => {
  const odd = 'wp:é\r\nFLUSHALL\r\n';
  await fill(2, ['wp:user_meta:1', odd, 'other']);
  await fill(0, ['wp:user_meta:1']);
  const login = { password: redis.password, database: 2 };
  expect(await deleteCacheKeys(stream(), login, ['wp:user_meta:1', odd, 'missing'])).toBe(2);
  expect([await keysIn(2), await keysIn(0)]).toEqual([['other'], ['wp:user_meta:1']]);
});

test('deletes thousands of keys', async () => {
  const keys = Array.from({ length: 2500 }, (_, index) => `wp:user_meta:${index}`);
  await fill(0, keys);
  expect(await deleteCacheKeys(stream(), { password: redis.password, database: 0 }, keys)).toBe(2500);
});

test('empties one database and no other, least of all when there is no such database', async () => {
  await fill(0, ['keep']);
  await fill(1, ['a', 'b']);
  await flushDatabase(stream(), { username: 'default', password: redis.password, database: 1 });
  const beyond = flushDatabase(stream(), { password: redis.password, database: 9 });
  await expect(beyond).rejects.toMatchObject({ code: 'COMMAND_FAILED' });
  expect([await keysIn(0), await keysIn(1)]).toEqual([['keep'], []]);
});

test('a wrong or missing password is named', async () => {
  for (const login of [{ password: 'wrong', database: 0 }, { database: 1 }])
    await expect(flushDatabase(stream(), login)).rejects.toMatchObject({ code: 'AUTH_REFUSED', retry: 'never' });
});

test('what is not Redis is refused, and bounded', async () => {
  const saying = (text: string) =>
    new Duplex({
      read() {
        this.push(text);
      },
      write: (_chunk, _encoding, done) => done(),
    });
  for (const text of ['HTTP/1.1 400 Bad Request\r\n', 'x'.repeat(1000), '+OK\r\n+OK\r\n+OK\r\n', '*3\r\n'])
    await expect(flushDatabase(saying(text), { database: 0 })).rejects.toMatchObject({ code: 'COMMAND_FAILED' });
});
