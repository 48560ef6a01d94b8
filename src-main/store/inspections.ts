import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Inspection, inspection } from '../contract/inspection.ts';
import { siteId } from '../contract/sites.ts';
import { makePrivateDirectory, notWritable, readBounded, removeUnfinished, writeDurably } from './durable-file.ts';
import type { Inspections } from './store-types.ts';

const mostBytes = 4 * 1024 * 1024;
const together = 32;

/** A file per site, so that a run over many sites does not write all of them again for each. All are kept in memory. */
export async function openInspections(dir: string): Promise<Inspections> {
  const folder = join(dir, 'inspections');
  await makePrivateDirectory(folder);
  await removeUnfinished(folder);
  const pathOf = (id: string) => join(folder, `${siteId.parse(id)}.json`);
  const known = new Map<string, Inspection>();
  const damaged = new Set<string>();

  async function readOne(id: string): Promise<void> {
    const read = parse(await readBounded(pathOf(id), mostBytes));
    if (read?.siteId === id) known.set(id, read);
    else damaged.add(`inspections/${id}.json`);
  }
  const ids = (await readdir(folder)).flatMap((name) => siteId.safeParse(name.replace(/\.json$/, '')).data ?? []);
  for (let from = 0; from < ids.length; from += together) {
    await Promise.all(ids.slice(from, from + together).map(readOne));
  }

  return {
    latest: (id) => known.get(id) ?? null,
    async put(latest) {
      const before = known.get(latest.siteId);
      const valid = inspection.parse(latest);
      // At once, because who hears that a site was read looks here before the disk is done.
      known.set(valid.siteId, valid);
      try {
        // Not synced: a run writes many, and what a power cut damages is told as such and read again from the site.
        await writeDurably(pathOf(valid.siteId), JSON.stringify(valid), { synced: false });
      } catch (error) {
        if (before) known.set(valid.siteId, before);
        else known.delete(valid.siteId);
        throw error;
      }
      damaged.delete(`inspections/${valid.siteId}.json`);
    },
    async remove(siteIds) {
      try {
        for (const id of siteIds) await rm(pathOf(id), { force: true });
      } catch (error) {
        throw notWritable(folder, error);
      }
      for (const id of siteIds) known.delete(id);
    },
    damaged: () => [...damaged],
  };
}

function parse(text: string | null): Inspection | null {
  try {
    return inspection.safeParse(JSON.parse(text ?? '')).data ?? null;
  } catch {
    return null;
  }
}
