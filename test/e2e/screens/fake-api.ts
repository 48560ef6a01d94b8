import { createTRPCClient } from '@trpc/client';
import type { z } from 'zod';
import type { Failure } from '../../../src-main/contract/failures.ts';
import { procedures } from '../../../src-main/contract/procedures.ts';
import type { AppRouter } from '../../../src-main/contract/router.ts';
import type { Connection, ConnectionListener } from '../../../src-renderer/carrier/connection.ts';
import { carrierLink } from '../../../src-renderer/carrier/link.ts';
import { FakeEngine, FakeFailure, type Scenario } from './fake-engine.ts';

const scenarios: Record<string, Partial<Scenario>> = {
  empty: { sites: 0 },
  one: { sites: 1, troubled: false },
  few: { sites: 8, troubled: false },
  forty: { sites: 40, troubled: false },
  outcomes: { sites: 140 },
  running: { sites: 500, begun: 'running' },
  interrupted: { sites: 140, begun: 'interrupted' },
  all: { sites: 2000 },
};

function chosenScenario(): Scenario {
  const asked = new URLSearchParams(window.location.search);
  const vault = (asked.get('vault') ?? 'unlocked') as Scenario['vault'];
  const base: Scenario = { sites: 140, troubled: true, vault, beat: Number(asked.get('beat') ?? 50), begun: null };
  return { ...base, ...scenarios[asked.get('scenario') ?? 'outcomes'] };
}

const engine = new FakeEngine(chosenScenario());
const listeners = new Set<ConnectionListener>();

function schemas(path: string): { input: z.ZodType; output: z.ZodType } {
  const [noun = '', verb = ''] = path.split('.');
  const nouns: Record<string, Record<string, { input: z.ZodType; output: z.ZodType }>> = procedures;
  const found = nouns[noun]?.[verb];
  if (!found) throw new Error(`the contract has no ${path}`);
  return found;
}

function failure(error: unknown): Failure {
  if (error instanceof FakeFailure) return error.failure;
  console.error('fake engine:', error);
  return { code: 'BUG', message: String(error).slice(0, 1500), retry: 'never' };
}

/** Like the real connection: everything is validated by the contract on its way in and out. */
const connection: Connection = {
  call({ path, input }, answered) {
    let stopped = false;
    let stop = () => {};
    const { input: asked, output } = schemas(path);
    const say = (kind: 'result' | 'next', data: unknown) =>
      stopped || answered({ kind, id: 0, data: structuredClone(output.parse(data)) });
    const begin = async () => {
      try {
        const valid = asked.parse(input);
        if (path === 'fleet.watch') stop = engine.watchFleet((event) => say('next', event));
        else if (path === 'runs.watch')
          stop = engine.watchRun((valid as { run: string }).run, (event) => say('next', event));
        else say('result', await engine.call(path, valid));
      } catch (error) {
        if (!stopped) answered({ kind: 'error', id: 0, failure: failure(error) });
      }
    };
    setTimeout(() => void begin(), 0);
    return () => {
      stopped = true;
      stop();
    };
  },
  close() {},
  onState(listener) {
    listeners.add(listener);
    listener('connected');
    return () => listeners.delete(listener);
  },
};

export const api = createTRPCClient<AppRouter>({ links: [carrierLink(connection)] });
export const onConnection = connection.onState;

/** For tests: the engine itself, and a way to lose the connection. */
Object.assign(window, {
  fake: { engine, connection: (state: 'connected' | 'lost') => listeners.forEach((tell) => void tell(state)) },
});
