import { initTRPC } from '@trpc/server';
import { ResaltError } from '../../../src-main/contract/failures.ts';
import type { FleetEvent, RunEvent, VaultStatus } from '../../../src-main/contract/fleet.ts';
import { procedures } from '../../../src-main/contract/procedures.ts';
import type { Answering } from '../../../src-main/procedures/answer.ts';

export const secret = 'pA55-phrase-of-a-client';
export interface FakeEngine extends Answering {
  /** What happened inside, for assertions. */
  seen: { touched: number; produced: number; ended: number; started: number; mutations: number };
  /** Lets the mutation `sites.test` end. */
  release(): void;
}

const t = initTRPC.create();
const p = procedures;
const vault: VaultStatus = {
  state: 'unlocked',
  hasPassphrase: true,
  hasKeychain: false,
  keychain: { available: false, why: 'no keychain in tests' },
  damage: null,
};

/** A few of the contract's procedures, one for each way in which a call can go. */
export function fakeEngine(): FakeEngine {
  const seen = { touched: 0, produced: 0, ended: 0, started: 0, mutations: 0 };
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const router = t.router({
    app: t.router({
      info: t.procedure
        .input(p.app.info.input)
        .output(p.app.info.output)
        .query(() => ({ version: '1', dataDir: '/data', carrier: 'browser' as const, hidden: secret })),
    }),
    vault: t.router({
      status: t.procedure.output(p.vault.status.output).query(() => vault),
      create: t.procedure
        .input(p.vault.create.input)
        .output(p.vault.create.output)
        .mutation(() => vault),
      unlock: t.procedure.input(p.vault.unlock.input).mutation(() => {
        throw new ResaltError('WRONG_PASSPHRASE', 'The passphrase is not the one of this vault.', 'safe');
      }),
    }),
    sites: t.router({
      list: t.procedure.input(p.sites.list.input).query(() => {
        throw new Error(`ECONNREFUSED with ${secret}`);
      }),
      test: t.procedure.input(p.sites.test.input).mutation(async ({ signal }) => {
        seen.started += 1;
        await released;
        if (signal?.aborted) throw new ResaltError('CANCELLED', 'Cut in the middle.', 'check-first');
        seen.mutations += 1;
        return [];
      }),
    }),
    runs: t.router({
      list: t.procedure.output(p.runs.list.output).query(() => [{ wrong: secret }] as never),
      show: t.procedure.input(p.runs.show.input).query(({ signal }) => untilAborted(signal, seen)),
      watch: t.procedure.input(p.runs.watch.input).subscription(async function* (): AsyncGenerator<RunEvent> {
        yield { seq: 0 } as RunEvent;
        throw new ResaltError('VAULT_LOCKED', 'The vault was locked.', 'safe');
      }),
    }),
    fleet: t.router({
      watch: t.procedure.input(p.fleet.watch.input).subscription(async function* ({ signal }) {
        seen.started += 1;
        try {
          for (let seq = 0; !signal?.aborted && seq < 200; seq += 1) {
            seen.produced += 1;
            yield { seq, kind: 'vault.changed', vault } satisfies FleetEvent;
          }
        } finally {
          seen.ended += 1;
        }
      }),
    }),
  });
  const touched = () => {
    seen.touched += 1;
  };
  return { router, context: {}, seen, touched, release: () => release() };
}

function untilAborted(signal: AbortSignal | undefined, seen: FakeEngine['seen']): Promise<never> {
  seen.started += 1;
  return new Promise((_, reject) => {
    const stopped = () => {
      seen.ended += 1;
      reject(new ResaltError('CANCELLED', 'Stopped.'));
    };
    if (signal?.aborted) stopped();
    signal?.addEventListener('abort', stopped, { once: true });
  });
}
