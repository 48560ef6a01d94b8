import { createTRPCClient, TRPCClientError } from '@trpc/client';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { mostAhead } from '../../../src-main/contract/carrier.ts';
import type { Failure } from '../../../src-main/contract/failures.ts';
import type { AppRouter } from '../../../src-main/contract/router.ts';
import { answer } from '../../../src-main/procedures/answer.ts';
import { type Connection, type ConnectionState, connect } from '../../../src-renderer/carrier/connection.ts';
import { carrierLink } from '../../../src-renderer/carrier/link.ts';
import { type FakeEngine, fakeEngine, secret } from './fake-engine.ts';
import { channelWay, memoryWay, socketWay, type TextCarrier, type Way } from './ways.ts';

/** One truth for every carrier: what a window asks, the engine answers; what fails, fails with a Failure. */
describe.each([
  ['memory', memoryWay],
  ['MessageChannel', channelWay],
  ['WebSocket', socketWay],
])('a carrier over %s', (_name, makeWay) => {
  let way: Way;
  let engine: FakeEngine;
  let engineEnds: TextCarrier[];
  let connections: Connection[];

  beforeEach(async () => {
    way = await makeWay();
    engine = fakeEngine();
    engineEnds = [];
    connections = [];
    way.onEngineEnd((carrier) => {
      engineEnds.push(carrier);
      answer(engine, carrier);
    });
  });
  afterEach(async () => {
    for (const connection of connections) connection.close();
    await way.close();
  });

  const client = () => {
    const connection = connect(way.open, () => 1);
    connections.push(connection);
    return { connection, api: createTRPCClient<AppRouter>({ links: [carrierLink(connection)] }) };
  };
  const failureOf = async (call: Promise<unknown>): Promise<Failure> => {
    const error = await call.then(
      () => expect.unreachable('the call should have failed'),
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(TRPCClientError);
    return (error as TRPCClientError<AppRouter>).data?.failure ?? expect.unreachable('no failure');
  };

  test('answers a query and a mutation, and a person who asks counts as there', async () => {
    const { api } = client();
    expect(await api.app.info.query({})).toEqual({ version: '1', dataDir: '/data', carrier: 'browser' });
    const vault = await api.vault.create.mutate({ keychain: false, passphrase: 'long enough to be one' });
    expect(vault.state).toBe('unlocked');
    expect(engine.seen.touched).toBe(2);
  });

  test('a failure arrives whole: code, words, advice', async () => {
    const failure = await failureOf(client().api.vault.unlock.mutate({ passphrase: 'x' }));
    expect(failure).toEqual({
      code: 'WRONG_PASSPHRASE',
      message: 'The passphrase is not the one of this vault.',
      retry: 'safe',
    });
  });

  test('refused input is named by field; its value never comes back', async () => {
    const failure = await failureOf(client().api.vault.create.mutate({ passphrase: 'short', keychain: false }));
    expect(failure).toMatchObject({ code: 'INPUT_INVALID', retry: 'never' });
    expect(failure.message).toContain('passphrase: needs at least 10 characters');
    expect(failure.message).not.toContain('short');
  });

  test('an untranslated error and a refused output are a BUG without their text', async () => {
    const { api } = client();
    const untranslated = await failureOf(api.sites.list.query({ select: { all: true } }));
    const refusedOutput = await failureOf(api.runs.list.query({}));
    expect(untranslated.code).toBe('BUG');
    expect(refusedOutput.code).toBe('BUG');
    expect(JSON.stringify([untranslated, refusedOutput])).not.toContain(secret);
  });

  test('a procedure that does not exist is refused', async () => {
    const failure = await failureOf(client().api.settings.get.query({}));
    expect(failure).toMatchObject({ code: 'INPUT_INVALID', retry: 'never' });
  });

  test('a subscription gives everything in order and ends', async () => {
    const seqs: number[] = [];
    for await (const event of subscribed(client().api)) seqs.push(event.seq);
    expect(seqs).toEqual(Array.from({ length: 200 }, (_, seq) => seq));
    expect(engine.seen.touched).toBe(0);
  });

  test('a subscription that fails in the middle tells why', async () => {
    const failure = await new Promise<Failure | undefined>((resolve) => {
      client().api.runs.watch.subscribe(
        { run: 'r_abcdefgh' },
        { onError: (error) => resolve(error.data?.failure), onComplete: () => resolve(undefined) },
      );
    });
    expect(failure?.code).toBe('VAULT_LOCKED');
  });

  test('a window that stops listening stops the engine', async () => {
    const { api } = client();
    const got = await new Promise<number>((resolve) => {
      const subscription = api.fleet.watch.subscribe(
        {},
        {
          onData: (event) => {
            if (event.seq < 3) return;
            subscription.unsubscribe();
            resolve(event.seq);
          },
        },
      );
    });
    await expect.poll(() => engine.seen.ended).toBe(1);
    expect(got).toBe(3);
    expect(engine.seen.produced).toBeLessThanOrEqual(4 + mostAhead);
  });

  test('a window that does not say it has seen things gets no more than a few, and the source waits', async () => {
    const window = await way.open();
    const received: string[] = [];
    window.onMessage((text) => received.push(text));
    window.send(JSON.stringify({ kind: 'subscription', id: 1, path: 'fleet.watch', input: {} }));
    window.send(JSON.stringify({ kind: 'query', id: 2, path: 'app.info', input: {} }));
    await expect.poll(() => received).toHaveLength(mostAhead + 1);
    window.send(JSON.stringify({ kind: 'seen', id: 1 }));
    await expect.poll(() => received).toHaveLength(mostAhead + 2);
    expect(engine.seen.produced).toBe(mostAhead + 1);
  });

  test('what is not a message closes the carrier', async () => {
    for (const text of ['', '{', 'null', '{"kind":"query","id":-1,"path":"app.info","input":{}}', '{"kind":"eval"}']) {
      const window = await way.open();
      const closed = new Promise<void>((resolve) => window.onClose(resolve));
      window.onMessage(() => expect.unreachable('nothing may be answered'));
      window.send(text);
      await closed;
    }
  });

  test('an id that is still open may not be used again', async () => {
    const window = await way.open();
    const closed = new Promise<void>((resolve) => window.onClose(resolve));
    const show = { kind: 'query', id: 7, path: 'runs.show', input: { run: 'r_abcdefgh' } };
    window.send(JSON.stringify(show));
    window.send(JSON.stringify(show));
    await closed;
    await expect.poll(() => engine.seen).toMatchObject({ started: 1, ended: 1 });
  });

  test('more than a hundred open calls are refused, and room comes back', async () => {
    const { api } = client();
    const stops = Array.from({ length: 100 }, () => new AbortController());
    const waiting = stops.map(({ signal }) =>
      api.runs.show.query({ run: 'r_abcdefgh' }, { signal }).catch(() => 'stopped'),
    );
    await expect.poll(() => engine.seen.started).toBe(100);
    expect(await failureOf(api.app.info.query({}))).toMatchObject({ code: 'NOT_ALLOWED_HERE', retry: 'safe' });
    for (const stop of stops) stop.abort();
    expect(new Set(await Promise.all(waiting))).toEqual(new Set(['stopped']));
    await expect.poll(() => engine.seen.ended).toBe(100);
    await expect.poll(async () => (await api.app.info.query({})).version).toBe('1');
  });

  test('after a loss the window comes back: queries and subscriptions are asked again', async () => {
    const { api, connection } = client();
    const states: ConnectionState[] = [];
    connection.onState((state) => states.push(state));
    const snapshots = vi.fn();
    const subscription = api.fleet.watch.subscribe({}, { onData: (event) => event.seq === 0 && snapshots() });
    await expect.poll(() => snapshots).toHaveBeenCalledTimes(1);
    void api.runs.show.query({ run: 'r_abcdefgh' }).catch(() => undefined);
    await expect.poll(() => engine.seen.started).toBe(2);
    engine.seen.started = 0;
    engineEnds[0]?.close();
    await expect.poll(() => engine.seen.started).toBeGreaterThanOrEqual(1);
    await expect.poll(() => states).toEqual(['connected', 'lost', 'connected']);
    subscription.unsubscribe();
  });

  test('a write in work when the connection is lost is never repeated and never called done', async () => {
    const { api } = client();
    const failed = failureOf(api.sites.test.mutate({ select: { all: true } }));
    await expect.poll(() => engine.seen.started).toBe(1);
    engineEnds[0]?.close();
    expect(await failed).toMatchObject({ code: 'CANCELLED', retry: 'check-first' });
    engine.release();
    await expect.poll(() => engine.seen.mutations).toBe(1);
    expect((await api.app.info.query({})).version).toBe('1');
    expect(engine.seen.started).toBe(1);
  });
});

test('a write asked for while there is no connection is refused at once, not kept for later', async () => {
  const connection = connect(
    () => Promise.reject(new Error('nobody there')),
    () => 3_600_000,
  );
  const api = createTRPCClient<AppRouter>({ links: [carrierLink(connection)] });
  const why = await new Promise<string | undefined>((resolve) => connection.onState((_, reason) => resolve(reason)));
  expect(why).toBe('nobody there');
  const error = await api.vault.lock.mutate({}).catch((thrown: unknown) => thrown);
  expect((error as TRPCClientError<AppRouter>).data?.failure).toMatchObject({ code: 'CANCELLED', retry: 'safe' });
  connection.close();
});

function subscribed(api: ReturnType<typeof createTRPCClient<AppRouter>>) {
  return api.fleet.watch.subscribe({});
}
