import { describe, expect, it } from 'vitest';
import type { Incident, IncidentSummary, Recheck } from '../../../src-main/contract/incidents.ts';
import { recheckWhenDue } from '../../../src-main/procedures/incident-schedule.ts';
import type { Parts } from '../../../src-main/procedures/parts.ts';
import type { LookToCome } from '../../../src-main/store/looks-to-come.ts';

const hour = 3_600_000;
const began = Date.parse('2026-11-22T20:00:00.000Z');

interface Kept {
  id: string;
  damaged?: string;
  unreadable?: boolean;
  rechecks: Recheck[];
}

/** A Resalt that stays, whose incidents are these; a look that is due fails when it begins. */
function staying(incidents: Kept[], { state = 'unlocked', known = [] as LookToCome[] } = {}) {
  let now = began;
  let toCome: readonly LookToCome[] = known;
  const begun: string[] = [];
  const due: string[] = [];
  const waiting = new Set<() => void>();
  const works: Promise<void>[] = [];
  const parts = {
    tools: { clock: () => new Date(now) },
    vault: { state: () => state },
    store: {
      looksToCome: {
        list: () => toCome,
        set(looks: readonly LookToCome[]) {
          toCome = looks;
        },
      },
    },
    incidentWork: {
      later: (work: () => Promise<void>) => void works.push(work()),
      inTurn: (_id: string, work: () => Promise<void>) => work(),
      begin: async (id: string) => {
        begun.push(id);
        throw new Error('the disk is full');
      },
    },
    incidents: {
      list: async () => incidents.map(({ id, damaged = null }) => ({ id, damaged }) as IncidentSummary),
      folded: async () => ({ rechecks: new Map([['24-hours', {}]]) }),
      show: async (id: string) => {
        const found = incidents.find((one) => one.id === id);
        if (found?.unreadable) throw new Error('it can not be read');
        return { id, sites: [], steps: [], ...found } as unknown as Incident;
      },
    },
  } as unknown as Parts;
  const timers = {
    now: () => now,
    after(_ms: number, call: () => void) {
      waiting.add(call);
      return () => waiting.delete(call);
    },
  };
  const stop = recheckWhenDue(parts, timers, (id) => due.push(id));
  const settle = () => Promise.all(works).then(() => undefined);
  return {
    begun,
    due,
    waiting,
    stop,
    settle,
    async at(ms: number, next = state) {
      now = began + ms;
      state = next;
      const calls = [...waiting];
      waiting.clear();
      for (const call of calls) call();
      await settle();
    },
  };
}

const look = (hours: number, state: Recheck['state']): Recheck => ({
  ...{ after: '24-hours', dueAt: new Date(began + hours * hour).toISOString(), state, doneAt: null, told: '' },
});

describe('Looks that are due', () => {
  it('that can’t be made hold no other up, and are not begun anew each minute', async () => {
    const stays = staying([
      { id: 'damaged', damaged: 'from line 3 on', rechecks: [look(-1, 'due')] },
      { id: 'first', rechecks: [look(-1, 'due')] },
      { id: 'second', rechecks: [look(-1, 'due')] },
    ]);
    await stays.settle();
    expect(stays.begun).toEqual(['first', 'second']);
    await stays.at(60_000);
    await stays.at(0.9 * hour);
    expect(stays.begun).toHaveLength(2);
    await stays.at(1.1 * hour);
    expect(stays.begun).toEqual(['first', 'second', 'first', 'second']);
    stays.stop();
    expect(stays.waiting.size).toBe(0);
  });

  it('are told of once each while the vault is locked, of which only times are remembered', async () => {
    const stays = staying([{ id: 'one', rechecks: [look(24, 'to-come')] }]);
    await stays.settle();
    await stays.at(23 * hour, 'locked');
    expect(stays.due).toEqual([]);
    await stays.at(25 * hour);
    await stays.at(26 * hour);
    expect([stays.due, stays.begun]).toEqual([['one'], []]);
  });

  it('that could not be made, and of incidents that could not be read, are told of all the same', async () => {
    const incidents: Kept[] = [
      { id: 'one', rechecks: [look(-1, 'due')] },
      { id: 'other', rechecks: [look(1, 'to-come')] },
    ];
    const stays = staying(incidents);
    await stays.settle();
    expect(stays.begun).toEqual(['one']);
    for (const incident of incidents) incident.unreadable = true;
    await stays.at(2 * hour);
    await stays.at(3 * hour, 'locked');
    expect(stays.due).toEqual(['one', 'other']);
  });

  it('are told of by a Resalt that starts locked, once somebody can hear it', async () => {
    const known = [{ incident: 'one', after: '24-hours' as const, dueAt: new Date(began - hour).toISOString() }];
    const stays = staying([], { state: 'locked', known });
    expect(stays.due).toEqual([]);
    await stays.at(60_000);
    await stays.at(120_000);
    expect(stays.due).toEqual(['one']);
  });

  it('are made also after the clock was put back', async () => {
    const stays = staying([{ id: 'one', rechecks: [look(-48, 'due')] }]);
    await stays.settle();
    await stays.at(-24 * hour);
    expect(stays.begun).toEqual(['one', 'one']);
  });
});
