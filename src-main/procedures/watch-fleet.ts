import { setTimeout as wait } from 'node:timers/promises';
import type { Fleet, FleetEvent } from '../contract/fleet.ts';
import type { Parts } from './parts.ts';
import { siteRowsOf } from './site-rows.ts';

const gatherMs = 100;

/** The whole fleet first, then what changed in it. A locked vault shows no site. */
export async function* watchFleet(parts: Parts, signal: AbortSignal): AsyncGenerator<FleetEvent, void, unknown> {
  const { vault, store, runs } = parts;
  const changed = { vault: false, sites: new Set<string>(), removed: new Set<string>(), runs: new Set<string>() };
  let wake = () => {};
  const dirty = () => changed.vault || changed.sites.size + changed.removed.size + changed.runs.size > 0;
  const stops = [
    vault.onChange(() => {
      changed.vault = true;
      wake();
    }),
    parts.onSitesChanged((ids, removed) => {
      for (const id of ids) (removed ? changed.removed : changed.sites).add(id);
      wake();
    }),
    runs.onRecord(({ run }, record) => {
      if (record.kind === 'site.ended') changed.sites.add(record.siteId);
      if (record.kind === 'site.ended' || !('siteId' in record)) changed.runs.add(run.id);
      wake();
    }),
  ];
  const stopped = () => wake();
  signal.addEventListener('abort', stopped);
  let seq = 0;
  const next = () => {
    seq += 1;
    return seq;
  };
  try {
    yield { seq, kind: 'snapshot', fleet: await fleetOf(parts) };
    while (!signal.aborted) {
      if (!dirty())
        await new Promise<void>((resolve) => {
          wake = resolve;
          if (dirty() || signal.aborted) resolve();
        });
      if (signal.aborted) return;
      await wait(gatherMs);
      const { vault: vaultChanged, sites, removed, runs: runIds } = structuredClone(changed);
      Object.assign(changed, { vault: false, sites: new Set(), removed: new Set(), runs: new Set() });
      if (vaultChanged) {
        // Locked or unlocked: everything that may be shown is another thing now.
        yield { seq: next(), kind: 'snapshot', fleet: await fleetOf(parts) };
        continue;
      }
      if (vault.state() !== 'unlocked') continue;
      const rows = await siteRowsOf(
        parts,
        [...sites].flatMap((id) => store.sites.get(id) ?? []),
      );
      // It may have been locked while they were read.
      if (vault.state() !== 'unlocked') continue;
      if (rows.length > 0) yield { seq: next(), kind: 'sites.changed', sites: rows };
      if (removed.size > 0) yield { seq: next(), kind: 'sites.removed', siteIds: [...removed] };
      for (const summary of runs.list())
        if (runIds.has(summary.id)) yield { seq: next(), kind: 'run.changed', run: summary };
    }
  } finally {
    for (const stop of stops) stop();
    signal.removeEventListener('abort', stopped);
  }
}

async function fleetOf(parts: Parts): Promise<Fleet> {
  const { vault, store, runs } = parts;
  const status = await vault.status();
  if (status.state !== 'unlocked') return { vault: status, sites: [], runs: [] };
  const sites = await siteRowsOf(parts, store.sites.list());
  const still = vault.state() === 'unlocked';
  return still ? { vault: status, sites, runs: runs.list() } : { vault: await vault.status(), sites: [], runs: [] };
}
