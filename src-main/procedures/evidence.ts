import { isAbsolute } from 'node:path';
import { ResaltError } from '../contract/failures.ts';
import { procedures as declared } from '../contract/procedures.ts';
import { exportArchive } from '../store/evidence/archive/export-archive.ts';
import { signingKey } from '../store/evidence/archive/signing.ts';
import type { KeptItem } from '../store/evidence/catalogue.ts';
import { missingOf } from './evidence-missing.ts';
import type { Parts } from './parts.ts';
import { router, unlockedProcedure } from './rpc.ts';

const { evidence: d } = declared;

export function evidenceProcedures(parts: Parts) {
  const { evidence, store, who } = parts;
  const unlocked = unlockedProcedure(parts);
  return router({
    list: unlocked
      .input(d.list.input)
      .output(d.list.output)
      .query(async ({ input }) => [...(await evidence.list(input.incident))]),
    verify: unlocked
      .input(d.verify.input)
      .output(d.verify.output)
      .mutation(async ({ input: { incident, sites } }) => {
        const { whole, damaged } = await evidence.verify(incident, ofSites(sites));
        const details = { incident, whole: whole.length, damaged: damaged.length };
        await store.auditTrail.append({ who, what: 'evidence.verified', details });
        return { whole: whole.length, damaged };
      }),
    export: unlocked
      .input(d.export.input)
      .output(d.export.output)
      .mutation(({ input }) => exportEvidence(parts, input)),
  });
}

const ofSites = (sites: readonly string[] | undefined) => (item: KeptItem) => sites?.includes(item.site) ?? true;

/** The archive is plain: it goes from the sealed files to the disk and never through the contract; a browser may not say where. */
async function exportEvidence(
  { carrier, dataDir, evidence, runs, vault, store, tools, version, who }: Parts,
  { incident, sites, file }: { incident: string; sites?: string[] | undefined; file: string },
) {
  if (carrier === 'browser')
    throw new ResaltError(
      'NOT_ALLOWED_HERE',
      'Evidence is exported by the desktop app or the command line: resalt incident evidence export.',
      'never',
    );
  if (!isAbsolute(file)) throw new ResaltError('INPUT_INVALID', 'The file is not an absolute path.', 'never');
  const items = (await evidence.list(incident)).filter(ofSites(sites));
  if (items.length === 0) throw new ResaltError('INPUT_INVALID', 'No evidence of it is kept yet.', 'never');
  const missing = await missingOf(runs, items);
  const exported = await exportArchive(file, {
    ...{ incident, items, missing, resalt: version, by: who, at: tools.clock() },
    read: (item) => evidence.read(incident, item),
    key: await signingKey(dataDir, vault),
  });
  const details = { incident, pieces: items.length, sha256: exported.sha256 };
  await store.auditTrail.append({ who, what: 'evidence.exported', details });
  return { file, ...exported, missing: missing.length };
}
