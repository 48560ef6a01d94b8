import type { Order } from '../../../src-main/contract/orders.ts';
import type { Run, RunSummary } from '../../../src-main/contract/runs.ts';
import { api } from '../../api.ts';

/** A file that a run took away from a site, as its journal has it. */
export interface QuarantinedFile {
  key: string;
  run: string;
  at: string;
  siteId: string;
  site: string;
  path: string;
  /** When a later run put this path back, ISO 8601; null where none did. */
  backAt: string | null;
}

type Journal = Pick<Run, 'id' | 'operation' | 'startedAt' | 'sites'>;

const filesOf = ({ sites }: Journal) =>
  sites.flatMap(({ siteId, site, deeds = [] }) =>
    deeds
      .filter(({ kind, result }) => kind === 'file' && result === 'done')
      .map(({ what }) => ({ siteId, site, path: what })),
  );

/** What runs took away, the newest first; of one that was put back since, when. */
export function quarantinedIn(journals: readonly Journal[]): QuarantinedFile[] {
  const back = journals.filter(({ operation }) => operation === 'PutBackFiles');
  return journals
    .filter(({ operation }) => operation === 'QuarantineFiles')
    .sort((a, b) => (a.startedAt < b.startedAt ? 1 : -1))
    .flatMap((journal) =>
      filesOf(journal).map(({ siteId, site, path }) => {
        const since = back.filter(
          (other) =>
            other.startedAt > journal.startedAt &&
            filesOf(other).some((file) => file.siteId === siteId && file.path === path),
        );
        const backAt = since.map(({ startedAt }) => startedAt).sort()[0] ?? null;
        return {
          ...{ key: `${journal.id}/${siteId}/${path}`, run: journal.id },
          at: journal.startedAt,
          siteId,
          site,
          path,
          backAt,
        };
      }),
    );
}

const ofFiles = ({ operation, dryRun }: RunSummary): boolean =>
  !dryRun && (operation === 'QuarantineFiles' || operation === 'PutBackFiles');

/** By the journals of this machine. */
export async function readQuarantined(): Promise<QuarantinedFile[]> {
  const runs = (await api.runs.list.query({})).filter(ofFiles);
  return quarantinedIn(await Promise.all(runs.map(({ id }) => api.runs.show.query({ run: id }))));
}

/** One order for the files of each run; sites of a run that have other files than the rest get one of their own. */
export function ordersBack(files: readonly QuarantinedFile[]): { order: Order; sites: string[]; files: number }[] {
  const bySite = new Map<string, QuarantinedFile[]>();
  for (const file of files) {
    const key = `${file.run}/${file.siteId}`;
    bySite.set(key, [...(bySite.get(key) ?? []), file]);
  }
  const orders = new Map<string, { order: Order; sites: string[]; files: number }>();
  for (const [first, ...rest] of bySite.values()) {
    if (!first) continue;
    const paths = [first, ...rest].map(({ path }) => path).sort();
    const key = JSON.stringify([first.run, paths]);
    const before = orders.get(key);
    orders.set(key, {
      order: { operation: 'PutBackFiles', run: first.run, paths },
      sites: [...(before?.sites ?? []), first.site],
      files: (before?.files ?? 0) + paths.length,
    });
  }
  return [...orders.values()];
}
