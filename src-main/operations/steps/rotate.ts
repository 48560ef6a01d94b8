import { ResaltError } from '../../contract/failures.ts';
import type { RunSite, Via } from '../../contract/runs.ts';
import type { Host } from '../../hosts/host.ts';
import { effectiveSalts, fingerprint } from '../../wordpress/salts.ts';
import type { Rotated, Rotation } from '../../wordpress/wp-config/answer.ts';
import type { Marks, Story } from '../story.ts';
import type { Tools } from '../tools.ts';
import { putBack, writtenEarlier } from './earlier-attempt.ts';
import { isOpen } from './is-open.ts';
import type { Look } from './look.ts';
import { saltConstantsOf } from './read-configuration.ts';
import { changedEarlier, changeRows, deleteStaleRows, recoveryAmong } from './salts-in-database.ts';
import { shuffleByWpCli } from './shuffle-by-wp-cli.ts';
import { sha256, swapFile } from './swap-file.ts';

export type SaltsResult = NonNullable<RunSite['salts']>;
type Marked = NonNullable<Marks['salts']>;

/**
 * Swaps the new salts in and knows that they are effective: every file was read back as written, and what was written was
 * understood again. An earlier attempt that got through is recognised by the bytes on the server and not done twice.
 */
export async function rotateSalts(
  look: Look,
  rotation: Rotation,
  tools: Tools,
  story: Story,
  via?: Via,
): Promise<SaltsResult> {
  const { host } = look;
  if (!host)
    throw new ResaltError(
      'SALTS_ELSEWHERE',
      `Only the database of ${look.site.name} is reached; its salts are in files.`,
      'never',
    );
  const earlier = story.marks.salts;
  if (earlier && (changedEarlier(look, earlier) || writtenEarlier(look, earlier) === 'all')) return resultOf(earlier);
  if (rotation.kind === 'refused') throw new ResaltError(rotation.failure.code, rotation.failure.message, 'never');
  const { rows, edits, staleRows = [] } = rotation;
  const marked = await (via === 'wp-cli'
    ? shuffleByWpCli(look, host, tools, story)
    : edits.length === 0 && rows
      ? changeRows(look, rows, story)
      : writeFiles(look, host, rotation, tools, story).catch((error: unknown) => {
          if (!rows || !(error instanceof ResaltError) || error.code !== 'NOT_WRITABLE') throw error;
          return changeRows(look, rows, story);
        }));
  await deleteStaleRows(look, marked.edits.length === 0 ? recoveryAmong(staleRows) : staleRows, story);
  return resultOf({
    ...marked,
    also: [...(marked.also ?? []), ...(recoveryAmong(staleRows).length > 0 ? ['recovery'] : [])],
  });
}

/** Writes every file or none; a failure that leaves it open whether one was written is thrown as such. */
async function writeFiles(look: Look, host: Host, rotation: Rotated, tools: Tools, story: Story): Promise<Marked> {
  const marked = await prepare(look, rotation, tools);
  await story.mark({ salts: marked });
  for (const [index, { path, shaBefore }] of marked.edits.entries()) {
    const after = rotation.edits[index]?.after;
    if (!after) throw new ResaltError('BUG', 'A marked file has no new bytes.', 'check-first');
    try {
      const swap = { path, shaBefore, after, ...modeOf(look, rotation.edits[index]?.path) };
      await swapFile(host, swap, look.configuration?.shell);
    } catch (error) {
      // Half of the files new would be a site with mixed salts. Where it is open whether this one was written, only a new
      // look can tell: the next attempt settles it.
      if (!isOpen(error)) await putBack(host, marked.edits.slice(0, index), tools);
      throw error;
    }
  }
  return marked;
}

/** Keeps every old file in the vault, whole, before anything is written. */
async function prepare(look: Look, rotation: Rotated, tools: Tools): Promise<Marked> {
  const after = effectiveSalts(saltConstantsOf(rotation.after), look.stored.saltOptions);
  const fingerprintAfter = fingerprint(after);
  const fingerprintBefore = fingerprint(look.salts);
  if (fingerprintAfter === null || fingerprintAfter === fingerprintBefore)
    throw new ResaltError(
      'VERIFY_FAILED',
      `The new salts of ${look.site.name} would not take effect. Nothing was written.`,
      'never',
    );
  const edits = await Promise.all(
    rotation.edits.map(async ({ path, before, after: bytes }) => ({
      path: realPath(look, path),
      shaBefore: sha256(before),
      shaAfter: sha256(bytes),
      backup: await tools.vault.seal('config-backup', before),
    })),
  );
  const place = rotation.edits.map(({ path }) => path.slice(path.lastIndexOf('/') + 1)).join(', ');
  const also = (rotation.others ?? []).flatMap(({ name, reason }) => (reason === null ? [name] : []));
  return { edits, place, rotated: rotation.rotated.length, fingerprintBefore, fingerprintAfter, also };
}

function modeOf(look: Look, path = ''): { mode?: number } {
  const mode = look.configuration?.writing.get(path)?.mode;
  return mode === undefined ? {} : { mode };
}

function realPath(look: Look, path: string): string {
  const fact = look.configuration?.understood.files.get(path);
  return (typeof fact === 'object' && fact.realPath) || path;
}

function resultOf({ place, rotated, fingerprintBefore, fingerprintAfter, also = [] }: Marked): SaltsResult {
  return { place, rotated, fingerprintBefore, fingerprintAfter, ...(also.length > 0 ? { also } : {}) };
}
