import { gravestFirst } from '../audit/drift.ts';
import { type Drift, driftProcedures as d } from '../contract/drift.ts';
import type { Site } from '../contract/sites.ts';
import type { KeptDrift } from '../store/kept-audits/kept-types.ts';
import { readyOf } from './agreements.ts';
import { keptOf } from './known-audits.ts';
import type { Parts } from './parts.ts';
import { needUnlocked, unlockedProcedure } from './rpc.ts';
import { sitesOf } from './select.ts';

const most = 5000;

/** `audit.drift` and `audit.seen`. */
export function driftProcedures(parts: Parts) {
  const unlocked = unlockedProcedure(parts);
  return {
    drift: unlocked
      .input(d.drift.input)
      .output(d.drift.output)
      .query(async ({ input }) => {
        const found = await driftOf(parts, await sitesOf(parts, input.select));
        needUnlocked(parts);
        return found;
      }),
    seen: unlocked
      .input(d.seen.input)
      .output(d.seen.output)
      .mutation(async ({ input: { siteIds, until } }) => ({ seen: await see(parts, new Set(siteIds), until) })),
  };
}

/** Only sites that have some are read. */
async function driftOf(parts: Parts, sites: readonly Site[]) {
  await parts.audits.ready();
  const agreed = readyOf(parts);
  const drift: Drift[] = [];
  let more = 0;
  for (const site of sites) {
    if (!parts.audits.head(site.id)?.drift.all) continue;
    const kept = await keptOf(parts, site.id);
    more += kept.moreDrift;
    for (const { email, ...one } of kept.drift) {
      const isPerson = one.user !== null && one.kind !== 'gone-administrator';
      const approved = isPerson ? agreed.approvalOf(site, { user: one.user ?? '', email: email ?? '' }) !== null : null;
      drift.push({ siteId: site.id, site: site.name, ...one, approved });
    }
  }
  drift.sort(gravestFirst);
  return { drift: drift.slice(0, most), more: more + Math.max(0, drift.length - most) };
}

/** The trail tells what was seen by its kind and hash; names stay in the vault's file. */
async function see(parts: Parts, siteIds: ReadonlySet<string>, until: string): Promise<number> {
  const { audits, store, who, sitesChanged } = parts;
  await audits.ready();
  let seen = 0;
  for (const id of siteIds) {
    if (!audits.head(id)?.drift.all) continue;
    let gone: KeptDrift[] = [];
    await audits.change(id, (before) => {
      if (before === null || before === 'damaged') return null;
      gone = before.drift.filter(({ at }) => at <= until);
      const left = before.drift.filter(({ at }) => at > until);
      if (gone.length === 0 && before.moreDrift === 0) return null;
      return { ...before, drift: left, moreDrift: left.length > 0 ? before.moreDrift : 0 };
    });
    if (gone.length === 0) continue;
    seen += gone.length;
    const details = gone.slice(0, 200).map(({ kind, at, userId, check, contentHash }) => {
      return { kind, at, userId, check, contentHash };
    });
    await store.auditTrail.append({ who, what: 'drift.seen', siteId: id, details: { until, drift: details } });
  }
  sitesChanged([...siteIds].filter((id) => store.sites.get(id)));
  return seen;
}
