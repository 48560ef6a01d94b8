import { expect, it } from 'vitest';
import { knownSessions } from '../../../src-main/procedures/known-sessions.ts';
import type { Parts } from '../../../src-main/procedures/parts.ts';
import { createCallerFactory, router } from '../../../src-main/procedures/rpc.ts';
import type { Judge } from '../../../src-main/procedures/session-snapshot.ts';
import type { KeptSite } from '../../../src-main/store/session-history/history-types.ts';
import { aSession, moment } from '../store/session-history/a-history.ts';
import { aSite } from '../store/temporary-store.ts';

const nothing = { flags: [], country: null, network: null, office: null, device: null, browser: null };
const judge: Judge = (sessions) => ({ sessions: sessions.map(() => nothing), notes: new Map() });

/** The procedure over a history of so many sessions, and a vault that can be locked. */
function knownOf(count: number) {
  const site = aSite(1);
  const kept: KeptSite = {
    ...{ siteId: site.id, lookedAt: moment(1), failure: null, notes: [], allEndedAt: null, users: [] },
    sessions: Array.from({ length: count }, (_, n) => ({ ...aSession(n), firstKnownAt: moment(1), goneAt: null })),
  };
  let state: 'locked' | 'unlocked' = 'unlocked';
  const listeners: (() => void)[] = [];
  const set = (next: typeof state) => {
    state = next;
    for (const listener of listeners) listener();
  };
  const parts = {
    vault: { state: () => state, onChange: (listener: () => void) => listeners.push(listener) },
    store: { sites: { list: () => [site], byName: () => site } },
    history: { of: async () => kept },
    judging: { ready: async () => judge },
    tools: { clock: () => new Date(moment(10)) },
  } as unknown as Parts;
  const { known } = createCallerFactory(router({ known: knownSessions(parts) }))({});
  return { known, set };
}

const all = { select: { all: true as const } };
const code = (value: string) => ({ cause: { code: value } });

it('gives the pages of one moment, and refuses those of one that is gone', async () => {
  const { known } = knownOf(11_000);
  const first = await known(all);
  expect(first).toMatchObject({ total: 11_000, next: 1 });
  const [second, third] = [
    await known({ ...all, snapshot: first.snapshot, page: 1 }),
    await known({ ...all, snapshot: first.snapshot, page: 2 }),
  ];
  expect([first, second, third].map(({ sessions }) => sessions.length)).toEqual([5000, 5000, 1000]);
  expect(third.next).toBeNull();
  await expect(known({ ...all, snapshot: first.snapshot, page: 3 })).rejects.toMatchObject(code('INPUT_INVALID'));
  await expect(known({ ...all, snapshot: 'k_of_yesterday' })).rejects.toMatchObject(code('NOT_ALLOWED_HERE'));
});

it('forgets the oldest where a third window asks', async () => {
  const { known } = knownOf(6000);
  const [one, two, three] = [await known(all), await known(all), await known(all)];
  await expect(known({ ...all, snapshot: one.snapshot, page: 1 })).rejects.toMatchObject(code('NOT_ALLOWED_HERE'));
  for (const { snapshot } of [two, three])
    expect((await known({ ...all, snapshot, page: 1 })).sessions).toHaveLength(1000);
});

it('shows nothing while the vault is locked, and has forgotten everything when it is open again', async () => {
  const { known, set } = knownOf(6000);
  const { snapshot } = await known(all);
  set('locked');
  await expect(known(all)).rejects.toMatchObject(code('VAULT_LOCKED'));
  await expect(known({ ...all, snapshot, page: 1 })).rejects.toMatchObject(code('VAULT_LOCKED'));
  set('unlocked');
  await expect(known({ ...all, snapshot, page: 1 })).rejects.toMatchObject(code('NOT_ALLOWED_HERE'));
});

it('a vault that locks while the sites are read gets no answer', async () => {
  const { known, set } = knownOf(6000);
  const asked = known(all);
  set('locked');
  await expect(asked).rejects.toMatchObject(code('VAULT_LOCKED'));
});
