import type { Database } from '../../../src-main/hosts/database.ts';
import type { Host } from '../../../src-main/hosts/host.ts';
import { probe } from '../../../src-main/hosts/http-probe.ts';
import { openDatabase } from '../../../src-main/hosts/open-database.ts';
import { openHosts } from '../../../src-main/hosts/pool.ts';
import type { Marks, Story } from '../../../src-main/operations/story.ts';
import type { Tools } from '../../../src-main/operations/tools.ts';
import { showPass } from '../../../src-main/operations/visitors-pass.ts';
import type { Closings } from '../../../src-main/store/store-types.ts';
import { closingsInMemory } from '../closings-in-memory.ts';

/** What outlives a process: the vault's content, the marks in the journal, and which sites are closed to visitors. */
export interface Remains {
  sealed: Map<string, Buffer>;
  closings: Closings;
  marks: Marks;
}
export const nothingRemains = (): Remains => ({ sealed: new Map(), closings: closingsInMemory(), marks: {} });

export interface Life {
  tools: Tools;
  story: Story;
  /** Resolves at the death, which is when `actions` effects have come about. Never for Infinity. */
  died: Promise<'died'>;
  /** Effects so far. */
  actions(): number;
  /** Waits for what was under way and lets go of connections. */
  bury(): Promise<void>;
}

/**
 * Tools and a story that die as a killed process does: after the given number of effects on the world (a command, a
 * statement, a request, a file of the vault, a line of the journal) nothing returns any more and nothing new begins. What was
 * under way at that moment still comes about.
 */
export function liveFor(lastAction: number, remains: Remains): Life {
  const hosts = openHosts({ hostKeys: { check: () => 'trusted', pinnedTypes: () => [] } });
  const databases: Database[] = [];
  let count = 0;
  let dead = false;
  let die = (_: 'died') => {};
  const died = new Promise<'died'>((resolve) => {
    die = resolve;
  });
  const never = new Promise<never>(() => {});
  const underWay = new Set<Promise<unknown>>();
  const act = async <T>(effect: () => Promise<T>): Promise<T> => {
    if (dead) return never;
    const work = effect();
    underWay.add(work);
    const result = await work.finally(() => underWay.delete(work));
    count += 1;
    if (count >= lastAction) {
      dead = true;
      die('died');
    }
    return dead ? never : result;
  };
  const mortalHost = (host: Host): Host => ({
    ...host,
    run: async (script, options) => {
      const result = await act(() => host.run(script, options));
      const { shell } = result;
      return shell ? { ...result, shell: { ...shell, run: (line, how) => act(() => shell.run(line, how)) } } : result;
    },
    openStream: (to, signal) => act(() => host.openStream(to, signal)),
  });
  const tools: Tools = {
    hosts: { ...hosts, reach: async (target) => mortalHost(await hosts.reach(target)) },
    vault: {
      seal: (_kind, secret) =>
        act(async () => {
          const id = `c_${remains.sealed.size}`;
          remains.sealed.set(id, Buffer.from(secret));
          return id;
        }),
      replace: (id, secret) => act(async () => void remains.sealed.set(id, Buffer.from(secret))),
      open: async (id) => Buffer.from(remains.sealed.get(id) ?? ''),
      has: async (id) => remains.sealed.has(id),
    },
    history: { looked: async () => undefined, ended: async () => undefined },
    evidence: {
      list: async () => [],
      free: async () => 0,
      keep: async () => never,
      read: () => {
        throw new Error('no evidence here');
      },
    },
    checksums: {
      core: async () => ({ list: null, why: 'not here', published: false }),
      plugin: async () => ({ list: null, why: 'not here', published: false }),
    },
    async openDatabase(host, target) {
      const database = await openDatabase(host, target);
      databases.push(database);
      return {
        ...database,
        run: (statements) => act(() => database.run(statements)),
        close: () => act(() => database.close()),
      };
    },
    closings: remains.closings,
    probe: (url, options) => act(() => showPass(probe, remains.closings, tools.vault, () => [])(url, options)),
    clock: () => new Date(),
    installation: 'interrupted',
    proofPatienceMs: 5000,
    loginsUnderWayMs: 0,
    opcacheMs: 0,
    wpCliPatienceMs: 20_000,
  };
  const story: Story = {
    runId: 'r_interrupted',
    dryRun: false,
    get marks() {
      return remains.marks;
    },
    step: (_name, work) => (dead ? never : work()),
    mark: (more) =>
      act(async () => {
        remains.marks = { ...remains.marks, ...more };
      }),
    warn: () => {},
    will: () => {},
  };
  return {
    ...{ tools, story, died, actions: () => count },
    async bury() {
      await Promise.allSettled(underWay);
      for (const database of databases) await database.close();
      await hosts.close();
    },
  };
}
