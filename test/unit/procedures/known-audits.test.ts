import { expect, it } from 'vitest';
import { afterAudit } from '../../../src-main/audit/after-audit.ts';
import type { KnownAudits } from '../../../src-main/contract/known-audits.ts';
import type { Site } from '../../../src-main/contract/sites.ts';
import { driftProcedures } from '../../../src-main/procedures/drift.ts';
import { knownAudits } from '../../../src-main/procedures/known-audits.ts';
import type { Parts } from '../../../src-main/procedures/parts.ts';
import { createCallerFactory, router } from '../../../src-main/procedures/rpc.ts';
import { siteRowsOf } from '../../../src-main/procedures/site-rows.ts';
import { openAgreements } from '../../../src-main/store/agreements.ts';
import { openKeptAudits } from '../../../src-main/store/kept-audits/kept-audits.ts';
import { newKey } from '../../../src-main/vault/vault-key.ts';
import { aFinding, aLook, anAdministrator, minute } from '../audit/an-audit.ts';
import { boxesOf } from '../store/session-history/a-history.ts';
import { aSite, temporaryFolder } from '../store/temporary-store.ts';

const all = { select: { all: true as const } };

/** The procedures over so many sites with so many findings each, as an agency finds them after a restart. */
async function auditsOf(count: number, findings: number) {
  const dir = await temporaryFolder();
  const boxes = boxesOf(newKey());
  let sites: Site[] = Array.from({ length: count }, (_, n) => aSite(n));
  const open = () => openKeptAudits({ dir, boxes, isSite: () => true });
  const written = await open();
  for (const { id } of sites) {
    const long = 'as long as findings are '.repeat(8);
    const found = Array.from({ length: findings }, (_, n) =>
      aFinding(`${n}`, { why: long, byHand: long, title: long }),
    );
    const look = aLook(0, { findings: found, administrators: [anAdministrator(1)] });
    await written.change(id, (before) => afterAudit(id, before, look));
  }
  const audits = await open();
  const parts = {
    ...{ audits, agreements: openAgreements(dir, boxes), vault: { state: () => 'unlocked' } },
    store: { sites: { list: () => sites, get: () => sites[0] }, inspections: { latest: () => null } },
    runs: { historyOf: () => ({ saltsChangedAt: null, lastRun: null }) },
    incidents: { ready: async () => undefined, openOn: () => 0 },
    tools: { clock: () => new Date(minute(10)) },
  } as unknown as Parts;
  const call = createCallerFactory(router({ known: knownAudits(parts), ...driftProcedures(parts) }))({});
  return {
    call,
    parts,
    sites,
    remove(id: string) {
      sites = sites.filter((site) => site.id !== id);
    },
  };
}

it('gives 200 sites of 100 findings in pages that a frame holds, soon', async () => {
  const { call, parts, sites } = await auditsOf(200, 100);
  const began = performance.now();
  const rows = await siteRowsOf(parts, sites);
  const firstRows = performance.now() - began;
  expect(rows.map(({ audit }) => audit?.findings.medium)).toEqual(sites.map(() => 100));
  const pages: KnownAudits[] = [];
  for (let after: string | null | undefined; after !== null; after = pages.at(-1)?.next ?? null)
    pages.push(await call.known({ ...all, ...(after ? { after } : {}) }));
  const whole = performance.now() - began - firstRows;
  expect(pages.flatMap((page) => page.sites.map(({ siteId }) => siteId))).toEqual(sites.map(({ id }) => id));
  expect(pages.flatMap((page) => page.findings)).toHaveLength(20_000);
  const bytes = pages.map((page) => JSON.stringify(page).length);
  expect(Math.max(...bytes)).toBeLessThan(8_000_000);
  expect(whole).toBeLessThan(60_000); // a page takes some 100 ms; this shows a hang
  const [mb, ms] = [(sum: number) => (sum / 1e6).toFixed(1), (time: number) => Math.round(time)];
  const total = bytes.reduce((sum, one) => sum + one, 0);
  console.info(
    `rows of the fleet ${ms(firstRows)} ms; ${pages.length} pages, ${mb(total)} MB in ${ms(whole)} ms, the largest ${mb(Math.max(...bytes))} MB`,
  );
});

it('begins with the site after, and says so where that is gone', async () => {
  const { call, sites, remove } = await auditsOf(3, 2500);
  const first = await call.known(all);
  expect(first.next).toBe(sites[0]?.id);
  const second = await call.known({ ...all, after: first.next ?? '' });
  expect(second.sites.map(({ siteId }) => siteId)).toEqual([sites[1]?.id]);
  remove(sites[1]?.id ?? '');
  await expect(call.known({ ...all, after: second.next ?? '' })).rejects.toMatchObject({
    cause: { code: 'NOT_ALLOWED_HERE' },
  });
});
