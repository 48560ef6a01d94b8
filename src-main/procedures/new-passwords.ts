import { ResaltError } from '../contract/failures.ts';
import type { ExportedPasswords, NewPassword } from '../contract/new-passwords.ts';
import { procedures as declared } from '../contract/procedures.ts';
import { openKept } from '../operations/steps/new-passwords.ts';
import { sealByPassphrase } from '../vault/passphrase-file.ts';
import type { Parts } from './parts.ts';
import { router, unlockedProcedure } from './rpc.ts';

const { newPasswords: d } = declared;

/** How new passwords come to people: one time on the screen, or in a file that a passphrase opens. */
export function newPasswordProcedures(parts: Parts) {
  const { store, tools, vault, who } = parts;
  const unlocked = unlockedProcedure(parts);
  const audit = (what: string, runId: string, passwords: number) =>
    store.auditTrail.append({ who, what, runId, details: { passwords } });
  return router({
    status: unlocked
      .input(d.status.input)
      .output(d.status.output)
      .query(async ({ input }) => {
        const there = await thereOf(parts, input.run);
        return { kept: there.length, once: there.some(({ once }) => once) };
      }),
    export: unlocked
      .input(d.export.input)
      .output(d.export.output)
      .mutation(async ({ input: { run, sites, passphrase } }) => {
        const kept = await openAll(parts, run, sites, false);
        const at = tools.clock().toISOString();
        const exported: ExportedPasswords = { run, at, passwords: kept.map(({ row }) => row) };
        const plain = Buffer.from(JSON.stringify(exported));
        const file = await sealByPassphrase('new-passwords', plain, passphrase);
        plain.fill(0);
        await audit('passwords.exported', run, kept.length);
        return { file, count: kept.length };
      }),
    take: unlocked
      .input(d.take.input)
      .output(d.take.output)
      .mutation(async ({ input: { run } }) => {
        const kept = await openAll(parts, run, undefined, true);
        await audit('passwords.shown', run, kept.length);
        await vault.forget(...kept.flatMap(({ sealed, row }) => (row.readBack ? [sealed] : [])));
        return kept.map(({ row }) => row);
      }),
    forget: unlocked
      .input(d.forget.input)
      .output(d.forget.output)
      .mutation(async ({ input: { run, sites } }) => {
        const there = (await thereOf(parts, run, sites)).filter(({ set }) => set);
        await audit('passwords.forgotten', run, there.length);
        await vault.forget(...there.map(({ sealed }) => sealed));
        return { forgotten: there.length };
      }),
  });
}

interface There {
  siteId: string;
  sealed: string;
  /** It was read back on the site. Others are needed by whoever resumes the run. */
  set: boolean;
  once: boolean;
}
interface Kept {
  sealed: string;
  row: NewPassword;
}

/** Those of a run that the vault still has. */
async function thereOf({ runs, store, vault }: Parts, run: string, sites?: string[]): Promise<There[]> {
  const there: There[] = [];
  for (const [siteId, { passwords }] of await runs.marksOf(run)) {
    if (sites && !sites.includes(store.sites.get(siteId)?.name ?? '')) continue;
    for (const { sealed, set } of passwords?.of ?? [])
      if (await vault.has(sealed)) there.push({ siteId, sealed, set, once: passwords?.once ?? false });
  }
  return there;
}

/** INPUT_INVALID where there are none, or they are kept in the other way. */
async function openAll(parts: Parts, run: string, sites: string[] | undefined, once: boolean): Promise<Kept[]> {
  const there = await thereOf(parts, run, sites);
  const fitting = once ? there.filter((one) => one.once) : there;
  if (fitting.length === 0)
    throw new ResaltError(
      'INPUT_INVALID',
      there.length > 0
        ? `The new passwords of run ${run} are not shown but exported: resalt passwords export ${run} --out FILE.`
        : `The vault has no new passwords of run ${run}: it made none, or they were shown or forgotten already.`,
      'never',
    );
  const kept: Kept[] = [];
  for (const { siteId, sealed, set } of fitting) {
    const { login, userId, password } = await openKept(parts.vault, sealed);
    const site = parts.store.sites.get(siteId);
    const row = { site: site?.name ?? siteId, url: site?.url ?? null, user: login, userId, password, readBack: set };
    kept.push({ sealed, row });
  }
  return kept;
}
