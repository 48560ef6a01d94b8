import { ResaltError } from '../../contract/failures.ts';
import type { RunSite } from '../../contract/runs.ts';
import { effectiveSalts, fingerprint } from '../../wordpress/salts.ts';
import type { Rotation } from '../../wordpress/wp-config/answer.ts';
import type { Marks, Story } from '../story.ts';
import type { Tools } from '../tools.ts';
import { putBack, writtenEarlier } from './earlier-attempt.ts';
import { isOpen } from './is-open.ts';
import type { Look } from './look.ts';
import { saltConstantsOf } from './read-configuration.ts';
import { sha256, swapFile } from './swap-file.ts';

export type SaltsResult = NonNullable<RunSite['salts']>;
type Marked = NonNullable<Marks['salts']>;

/**
 * Swaps the new salts in and knows that they are effective: every file was read back as written, and what was written was
 * understood again. An earlier attempt that got through is recognised by the bytes on the server and not done twice.
 */
export async function rotateSalts(look: Look, rotation: Rotation, tools: Tools, story: Story): Promise<SaltsResult> {
  const { host } = look;
  if (!host)
    throw new ResaltError(
      'SALTS_ELSEWHERE',
      `Only the database of ${look.site.name} is reached; its salts are in files.`,
      'never',
    );
  if (story.marks.salts && writtenEarlier(look, story.marks.salts) === 'all') return resultOf(story.marks.salts);
  if (rotation.kind === 'refused') throw new ResaltError(rotation.failure.code, rotation.failure.message, 'never');
  const marked = await prepare(look, rotation, tools);
  await story.mark({ salts: marked });
  for (const [index, { path, shaBefore }] of marked.edits.entries()) {
    const after = rotation.edits[index]?.after;
    if (!after) throw new ResaltError('BUG', 'A marked file has no new bytes.', 'check-first');
    try {
      await swapFile(host, { path, shaBefore, after });
    } catch (error) {
      // Half of the files new would be a site with mixed salts. Where it is open whether this one was written, only a new
      // look can tell: the next attempt settles it.
      if (!isOpen(error)) await putBack(host, marked.edits.slice(0, index), tools);
      throw error;
    }
  }
  return resultOf(marked);
}

/** Keeps every old file in the vault, whole, before anything is written. */
async function prepare(look: Look, rotation: Rotation & { kind: 'rotated' }, tools: Tools): Promise<Marked> {
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
  return { edits, place, rotated: rotation.rotated.length, fingerprintBefore, fingerprintAfter };
}

function realPath(look: Look, path: string): string {
  const fact = look.configuration?.understood.files.get(path);
  return (typeof fact === 'object' && fact.realPath) || path;
}

function resultOf({ place, rotated, fingerprintBefore, fingerprintAfter }: Marked): SaltsResult {
  return { place, rotated, fingerprintBefore, fingerprintAfter };
}
