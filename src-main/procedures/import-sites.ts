import type { ImportReport, Site } from '../contract/sites.ts';
import { type CredentialIds, credentialsOf, mergeSite } from '../store/site-import/merge-site.ts';
import { readSites } from '../store/site-import/read-sites.ts';
import type { SiteSecrets } from '../store/site-import/site-draft.ts';
import type { Parts } from './parts.ts';

const kinds: Record<keyof SiteSecrets, string> = {
  key: 'ssh-key',
  keyPassphrase: 'ssh-key-passphrase',
  sshPassword: 'ssh-password',
  dbPassword: 'db-password',
};

/** Adds or updates sites from a file's text. Secrets go into the vault first, then the sites that refer to them. */
export async function importSites(parts: Parts, format: 'csv' | 'json', text: string): Promise<ImportReport> {
  const { store, vault, who } = parts;
  const { rows, rejected } = await readSites(format, text);
  const secrets = rows.flatMap(({ secrets }, row) =>
    (Object.keys(kinds) as (keyof SiteSecrets)[]).flatMap((name) => {
      const value = secrets[name];
      return value === undefined ? [] : [{ row, name, value }];
    }),
  );
  const ids = await vault.sealMany(
    secrets.map(({ name, value }) => ({ kind: kinds[name], secret: Buffer.from(value) })),
  );
  const idsOf = new Map<number, CredentialIds>();
  for (const [index, { row, name }] of secrets.entries()) idsOf.set(row, { ...idsOf.get(row), [name]: ids[index] });

  const before = rows.map(({ draft }) => store.sites.byName(draft.name) ?? null);
  const sites = rows.map(({ draft }, row) => mergeSite(before[row] ?? null, draft, idsOf.get(row) ?? {}));
  store.sites.upsertMany(sites);
  await forgetUnused(
    parts,
    before.filter((site) => site !== null),
  );
  await store.auditTrail.append({
    who,
    what: 'sites.imported',
    details: { sites: sites.length, rejected: rejected.length },
  });
  parts.sitesChanged(sites.map((site) => site.id));
  const names = (updated: boolean) =>
    sites.filter((_, row) => (before[row] !== null) === updated).map((site) => site.name);
  return { added: names(false), updated: names(true), rejected, secretsMoved: ids.length };
}

/** Credentials that no site refers to any more. */
export async function forgetUnused(
  { store, vault }: Pick<Parts, 'store' | 'vault'>,
  former: readonly Site[],
): Promise<void> {
  const used = new Set(store.sites.list().flatMap(credentialsOf));
  const unused = former.flatMap(credentialsOf).filter((id) => !used.has(id));
  await Promise.all(unused.map((id) => vault.forget(id)));
}
