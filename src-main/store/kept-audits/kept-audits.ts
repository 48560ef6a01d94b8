import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { ResaltError } from '../../contract/failures.ts';
import { siteId as siteIdSchema } from '../../contract/sites.ts';
import {
  makePrivateDirectory,
  notWritable,
  readBounded,
  removeUnfinished,
  syncDirectory,
  writeDurably,
} from '../durable-file.ts';
import type { Boxes } from '../session-history/sealed-site.ts';
import { headOf, openAudit, openHead, sealAudit } from './audit-file.ts';
import type { AuditHead, KeptAudit, KeptAudits } from './kept-types.ts';

const mostBytes = 256 * 1024 * 1024;
const ending = '.sealed';

export interface KeptAuditsOptions {
  /** The data folder, held by the store's data lock. */
  dir: string;
  boxes: Boxes;
  /** Whether there is such a site (any more): a look that ends after its site was removed writes nothing back. */
  isSite(siteId: string): boolean;
}

/** A file per site in `audits/`, sealed with the history's key. The heads of all are in memory while the vault is unlocked. */
export async function openKeptAudits({ dir, boxes, isSite }: KeptAuditsOptions): Promise<KeptAudits> {
  const folder = join(dir, 'audits');
  await makePrivateDirectory(folder);
  await removeUnfinished(folder);
  const pathOf = (id: string) => join(folder, `${siteIdSchema.parse(id)}${ending}`);
  const textOf = (id: string) => readBounded(pathOf(id), mostBytes);
  const inTurn = turns();
  let heads = new Map<string, AuditHead>();
  let loading: Promise<void> | null = null;

  async function load(into: Map<string, AuditHead>): Promise<void> {
    for (const [index, id] of (await sitesIn(folder)).entries()) {
      if (index % 20 === 19) await nextTurn();
      if (heads !== into) return;
      const text = into.has(id) ? null : await textOf(id).catch(() => null);
      const head = text === null ? null : whole(() => openHead(boxes, id, text));
      if (head && head !== 'damaged' && !into.has(id)) into.set(id, head);
    }
  }

  async function read(id: string): Promise<KeptAudit | 'damaged' | null> {
    const text = await textOf(id);
    return text === null ? null : whole(() => openAudit(boxes, id, text));
  }

  return {
    ready() {
      loading ??= load(heads).catch(() => {
        loading = null;
      });
      return loading;
    },
    head: (id) => heads.get(id) ?? null,
    async of(id) {
      const text = await textOf(id);
      return text === null ? null : openAudit(boxes, id, text);
    },
    change: (id, work) =>
      inTurn(id, async () => {
        const into = heads;
        if (!isSite(id)) return;
        const after = work(await read(id));
        if (!after) return;
        // A power cut must not take what changed on a site and nobody has seen.
        await writeDurably(pathOf(id), sealAudit(boxes, after));
        await syncDirectory(folder);
        if (heads === into) heads.set(id, headOf(after));
      }),
    async remove(ids) {
      for (const id of ids)
        await inTurn(id, async () => {
          heads.delete(id);
          await rm(pathOf(id), { force: true }).catch((error) => {
            throw notWritable(folder, error);
          });
        });
    },
    forget() {
      heads = new Map();
      loading = null;
    },
  };
}

const sitesIn = async (folder: string): Promise<string[]> =>
  (await readdir(folder)).flatMap((name) =>
    name.endsWith(ending) ? (siteIdSchema.safeParse(name.slice(0, -ending.length)).data ?? []) : [],
  );

function whole<T>(open: () => T): T | 'damaged' | null {
  try {
    return open();
  } catch (error) {
    if (error instanceof ResaltError && error.code === 'VAULT_DAMAGED') return 'damaged';
    throw error;
  }
}

/** One piece of work after the other for each name. */
function turns() {
  const last = new Map<string, Promise<void>>();
  return (name: string, work: () => Promise<void>): Promise<void> => {
    const turn = (last.get(name) ?? Promise.resolve()).then(work, work);
    last.set(name, turn);
    const done = () => void (last.get(name) === turn && last.delete(name));
    turn.then(done, done);
    return turn;
  };
}
