import { join } from 'node:path';
import { afterEnding, afterLook, withoutOld } from './after-look.ts';
import { type HistoryFile, loadSqlite, openHistoryFile } from './history-file.ts';
import type { KeptSite, SessionHistory } from './history-types.ts';
import { type Boxes, changeHead, openSite, sealSite } from './sealed-site.ts';

export interface SessionHistoryOptions {
  /** The data folder, held by the store's data lock. */
  dir: string;
  boxes: Boxes;
  /** Whether there is such a site (any more): a look that ends after its site was removed writes nothing back. */
  isSite(siteId: string): boolean;
  /** After how many days a session that is gone leaves. */
  keepDays(): number | Promise<number>;
  now(): Date;
}

/** Opens nothing yet: a history that can't be read must not keep anyone from ending logins. */
export function openSessionHistory({ dir, boxes, isSite, keepDays, now }: SessionHistoryOptions): SessionHistory {
  const path = join(dir, 'history.db');
  let opened: Promise<HistoryFile> | null = null;
  let changes = 0;

  /** The one place where the file is opened; a failed opening is tried again next time. */
  const file = (): Promise<HistoryFile> => {
    opened ??= openHistoryFile(path).catch((error: unknown) => {
      opened = null;
      throw error;
    });
    return opened;
  };
  const read = async (siteId: string): Promise<KeptSite | null> => {
    const sealed = (await file()).read(siteId);
    return sealed && openSite(boxes, siteId, sealed);
  };
  /** Nothing is awaited between reading and writing, so that no other change comes in between. */
  const change = async (siteId: string, work: (before: KeptSite | null) => KeptSite | null): Promise<void> => {
    const history = await file();
    if (!isSite(siteId)) return;
    const sealed = history.read(siteId);
    const after = work(sealed && openSite(boxes, siteId, sealed));
    if (!after) return;
    history.write(siteId, sealSite(boxes, after));
    changes += 1;
  };
  const changeOnlyHead = async (siteId: string, work: Parameters<typeof changeHead>[3]): Promise<void> => {
    const history = await file();
    if (!isSite(siteId)) return;
    const changed = changeHead(boxes, siteId, history.readHead(siteId), work);
    if (!changed) return;
    history.writeHead(siteId, changed);
    changes += 1;
  };

  return {
    getReady: () =>
      loadSqlite().then(
        () => undefined,
        () => undefined,
      ),
    async looked(look) {
      const days = await keepDays();
      await change(look.siteId, (before) =>
        before?.lookedAt && look.at < before.lookedAt ? null : afterLook(before, look, days),
      );
    },
    failed: (siteId, failure, at) =>
      changeOnlyHead(siteId, ({ lookedAt }) => (lookedAt !== null && at < lookedAt ? null : { failure })),
    ended: (siteId, at, which) =>
      which
        ? change(siteId, (before) => before && afterEnding(before, at, which))
        : changeOnlyHead(siteId, ({ lookedAt, allEndedAt }) =>
            lookedAt === null || lookedAt > at || allEndedAt !== null ? null : { allEndedAt: at },
          ),
    async of(siteId) {
      const site = await read(siteId);
      if (!site) return null;
      const days = await keepDays();
      const kept = withoutOld(site, now().toISOString(), days);
      if (kept.sessions.length < site.sessions.length)
        await change(siteId, (before) => before && withoutOld(before, now().toISOString(), days));
      return kept;
    },
    async remove(siteIds) {
      (await file()).remove(siteIds);
      changes += 1;
    },
    version: () => changes,
    async close() {
      const open = opened;
      opened = null;
      (await open?.catch(() => null))?.close();
    },
  };
}
