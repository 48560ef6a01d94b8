import { EventEmitter, once } from 'node:events';
import { expect, it } from 'vitest';
import { openAgencyKnowledge } from '../../../src-main/audit/agency-knowledge.ts';

/** A vault of one secret that counts how often it was opened; `held` holds the opening back. */
function aVault() {
  const state = { opened: 0, secret: Buffer.alloc(0), id: null as string | null, held: Promise.resolve() };
  const file = {
    get: () => state.id,
    set(id: string) {
      state.id = id;
    },
  };
  const vault = {
    async seal(_kind: string, plain: Uint8Array) {
      state.secret = Buffer.from(plain);
      return 'x_1';
    },
    async replace(_id: string, plain: Uint8Array) {
      state.secret = Buffer.from(plain);
    },
    async open() {
      state.opened += 1;
      const found = Buffer.from(state.secret);
      await state.held;
      return found;
    },
  };
  return { file, vault, state };
}

it('opens its secret once however often the days are asked for, and knows at once what was set', async () => {
  const { file, vault, state } = aVault();
  await openAgencyKnowledge(file, vault).set({ keepDays: 30 });
  const before = state.opened;
  const knowledge = openAgencyKnowledge(file, vault);
  expect([await knowledge.keepDays(), await knowledge.keepDays(), await knowledge.keepDays()]).toEqual([30, 30, 30]);
  expect(state.opened).toBe(before + 1);
  await knowledge.set({ keepDays: 7 });
  expect(await knowledge.keepDays()).toBe(7);
});

it('what was set while the days were being read is what holds', async () => {
  const { file, vault, state } = aVault();
  await openAgencyKnowledge(file, vault).set({ keepDays: 30 });
  const knowledge = openAgencyKnowledge(file, vault);
  const gate = new EventEmitter();
  state.held = once(gate, 'open').then(() => undefined);
  const asked = knowledge.keepDays();
  state.held = Promise.resolve();
  await knowledge.set({ keepDays: 7 });
  gate.emit('open');
  expect([await asked, await knowledge.keepDays()]).toEqual([7, 7]);
});
