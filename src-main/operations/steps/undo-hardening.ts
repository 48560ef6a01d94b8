import type { Deed } from '../../contract/runs.ts';
import type { Host } from '../../hosts/host.ts';
import type { Marks } from '../story.ts';
import type { Tools } from '../tools.ts';
import { changeMode } from './file-modes.ts';
import { readFile, removeFile } from './quarantine.ts';
import type { Place } from './quarantine-place.ts';
import { sha256, swapFile } from './swap-file.ts';

export type Hardened = NonNullable<Marks['hardened']>;

export function placeAt(path: string): Place {
  const slash = path.lastIndexOf('/');
  const folder = path.slice(0, slash) || '/';
  return { asked: path, folder, name: path.slice(slash + 1) || '.', within: folder };
}

/** Puts rights and files back as they were, the last change first, each only where it still is what was made of it. */
export async function undoHardening(
  host: Host,
  { modes, files }: Hardened,
  { vault }: Pick<Tools, 'vault'>,
): Promise<Deed[]> {
  const deeds: Deed[] = [];
  for (const { path, shaBefore, shaAfter, backup } of [...files].reverse()) {
    const base = { kind: 'file', what: path.slice(0, 500) };
    const place = placeAt(path);
    const found = await readFile(host, place);
    const sha = typeof found === 'string' ? null : sha256(found.bytes);
    if (sha === shaBefore) deeds.push({ ...base, result: 'unchanged', why: null });
    else if (sha !== shaAfter || typeof found === 'string')
      deeds.push({ ...base, result: 'failed', why: 'Somebody changed it since; it stays as it is.' });
    else if (backup === null) {
      const ending = await removeFile(host, place, found.bytes);
      deeds.push({ ...base, result: ending === null ? 'done' : 'failed', why: ending });
    } else {
      await swapFile(host, { path, shaBefore: shaAfter, after: await vault.open(backup) });
      deeds.push({ ...base, result: 'done', why: null });
    }
  }
  for (const { path, from, to } of [...modes].reverse()) {
    const why = await changeMode(host, placeAt(path), to, from);
    deeds.push({ kind: 'rights', what: path.slice(0, 500), result: why === null ? 'done' : 'failed', why });
  }
  return deeds;
}
