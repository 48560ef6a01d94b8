import { ResaltError } from '../../contract/failures.ts';
import type { RunSite } from '../../contract/runs.ts';
import type { Host } from '../../hosts/host.ts';
import { effectiveSalts, fingerprint } from '../../wordpress/salts.ts';
import type { Edit, Rotation } from '../../wordpress/wp-config/answer.ts';
import type { Marks, Story } from '../story.ts';
import type { Tools } from '../tools.ts';
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
  if (story.marks.salts && rotatedBefore(look, story)) return resultOf(story.marks.salts);
  if (rotation.kind === 'refused') throw new ResaltError(rotation.failure.code, rotation.failure.message, 'never');
  const marked = await prepare(look, rotation, tools);
  await story.mark({ salts: marked });
  const done: Edit[] = [];
  try {
    for (const edit of rotation.edits) {
      await swapFile(host, { ...edit, path: realPath(look, edit.path) });
      done.push(edit);
    }
  } catch (error) {
    // Half of the files new would be a site with mixed salts: put the swapped ones back before failing.
    if (done.length > 0) await swapBack(look, host, done);
    throw error;
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

/** Puts the old bytes back. Old salts revive old cookies: the caller ends all sessions afterwards. */
export async function swapBack(look: Look, host: Host, edits: readonly Edit[]): Promise<void> {
  for (const { path, before, after } of [...edits].reverse())
    await swapFile(host, { path: realPath(look, path), before: after, after: before });
}

/** Whether an earlier attempt of this run got its new salts onto the server. */
export function rotatedBefore(look: Look, story: Story): boolean {
  return story.marks.salts !== undefined && alreadyThere(look, story.marks.salts);
}

/** Whether the files on the server are, byte for byte, what the earlier attempt wrote (true) or was to replace (false). */
function alreadyThere(look: Look, marked: Marked): boolean {
  const states = marked.edits.map(({ path, shaBefore, shaAfter }) => {
    const live = liveSha(look, path);
    return live === shaAfter ? 'after' : live === shaBefore ? 'before' : 'else';
  });
  if (states.every((state) => state === 'after')) return true;
  if (states.every((state) => state !== 'after')) return false;
  throw new ResaltError(
    'CONFIG_AMBIGUOUS',
    `An earlier attempt changed only some of the files of ${look.site.name}. The old ones are in the vault; compare them with the server before going on.`,
    'never',
  );
}

function liveSha(look: Look, path: string): string | null {
  for (const [name, fact] of look.configuration?.understood.files ?? [])
    if (typeof fact === 'object' && (fact.realPath ?? name) === path) return sha256(fact.bytes);
  return null;
}

function realPath(look: Look, path: string): string {
  const fact = look.configuration?.understood.files.get(path);
  return (typeof fact === 'object' && fact.realPath) || path;
}

function resultOf({ place, rotated, fingerprintBefore, fingerprintAfter }: Marked): SaltsResult {
  return { place, rotated, fingerprintBefore, fingerprintAfter };
}
