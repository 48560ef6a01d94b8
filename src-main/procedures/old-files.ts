import { createHash } from 'node:crypto';
import { isAbsolute } from 'node:path';
import { ResaltError, toFailure } from '../contract/failures.ts';
import type { OldFile } from '../contract/runs.ts';
import type { Marks } from '../operations/story.ts';
import { saveOldFile } from '../store/save-old-file.ts';
import type { Parts } from './parts.ts';

/**
 * Writes the files that a run replaced, as they were before it, into a folder of this machine: for the night on which they
 * must be put back by hand. Their bytes hold secrets, so they go from the vault to the disk and never through the contract;
 * a browser may not say where.
 */
export async function saveOldFiles(
  parts: Parts,
  { run, sites, folder }: { run: string; sites?: string[] | undefined; folder: string },
): Promise<OldFile[]> {
  if (parts.carrier === 'browser')
    throw new ResaltError(
      'NOT_ALLOWED_HERE',
      'Old files are saved by the command line: resalt runs old-files.',
      'never',
    );
  if (!isAbsolute(folder)) throw new ResaltError('INPUT_INVALID', 'The folder is not an absolute path.', 'never');
  const names = new Map(parts.store.sites.list().map(({ id, name }) => [id, name]));
  const saved: OldFile[] = [];
  for (const [siteId, marks] of await parts.runs.marksOf(run)) {
    const site = names.get(siteId) ?? siteId;
    if (sites && !sites.includes(site)) continue;
    for (const [index, { path, shaBefore, backup }] of replacedBy(marks).entries()) {
      const file = { site, number: index + 1, path };
      saved.push(await save(parts, folder, file, shaBefore, backup));
    }
  }
  return saved;
}

const replacedBy = ({ salts, wpCli, databasePassword }: Marks) => [
  ...(salts?.edits ?? []),
  ...(databasePassword?.edits ?? []),
  ...(wpCli ? [wpCli] : []),
];

async function save(
  { vault }: Parts,
  folder: string,
  file: { site: string; number: number; path: string },
  sha: string,
  backup: string,
): Promise<OldFile> {
  const { site, path } = file;
  try {
    if (!(await vault.has(backup)))
      throw new ResaltError('INPUT_INVALID', `The old bytes of ${path} are no longer kept.`, 'never');
    const bytes = await vault.open(backup);
    if (createHash('sha256').update(bytes).digest('hex') !== sha)
      throw new ResaltError('VAULT_DAMAGED', `The old bytes of ${path} in the vault are not whole.`, 'never');
    return { site, path, savedAs: await saveOldFile(folder, { ...file, bytes }), failure: null };
  } catch (error) {
    return { site, path, savedAs: null, failure: toFailure(error) };
  }
}
