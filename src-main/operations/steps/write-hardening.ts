import { ResaltError } from '../../contract/failures.ts';
import type { Deed } from '../../contract/runs.ts';
import type { Story } from '../story.ts';
import type { Tools } from '../tools.ts';
import { changeMode, touch } from './file-modes.ts';
import { editorConstant, type Unhardened } from './look-hardened.ts';
import type { SiteFiles } from './site-files.ts';
import { sha256, swapFile } from './swap-file.ts';
import type { Hardened } from './undo-hardening.ts';

/** All of it in the journal, and the old configuration in the vault, before the first change; what an earlier attempt noted stays noted. */
export async function markAll(
  { modes, edits }: Unhardened,
  pages: string[],
  tools: Tools,
  story: Story,
): Promise<void> {
  const earlier: Hardened = story.marks.hardened ?? { modes: [], files: [], tests: [] };
  const more = modes.filter(
    ({ place, why }) => why === null && !earlier.modes.some(({ path }) => path === place.asked),
  );
  const files = [...earlier.files];
  for (const { real, before, after } of edits) {
    const [shaBefore, shaAfter] = [sha256(before), sha256(after)];
    if (files.some((one) => one.path === real && one.shaBefore === shaBefore && one.shaAfter === shaAfter)) continue;
    files.push({ path: real, shaBefore, shaAfter, backup: await tools.vault.seal('config-backup', before) });
  }
  await story.mark({
    hardened: {
      ...earlier,
      pages,
      files,
      modes: [...earlier.modes, ...more.map(({ place, from, to }) => ({ path: place.asked, from, to }))],
    },
  });
}

export async function writeConstant(
  { host }: SiteFiles,
  { edits, editorProblem }: Unhardened,
  story: Story,
): Promise<Deed[]> {
  const base = { kind: 'configuration', what: editorConstant };
  if (editorProblem) return [{ ...base, result: 'kept', why: editorProblem.slice(0, 1000) }];
  try {
    for (const { real, before, after } of edits) await swapFile(host, { path: real, shaBefore: sha256(before), after });
  } catch (error) {
    // What can't be written keeps nothing else from being hardened.
    if (!(error instanceof ResaltError) || error.code !== 'NOT_WRITABLE') throw error;
    return [{ ...base, result: 'failed', why: error.message.slice(0, 1000) }];
  }
  const done = edits.length > 0 || (story.marks.hardened?.files.some(({ path }) => path.endsWith('.php')) ?? false);
  return [{ ...base, result: done ? 'done' : 'unchanged', why: null }];
}

export async function changeModes({ host }: SiteFiles, { modes }: Unhardened, story: Story): Promise<Deed[]> {
  const deeds: Deed[] = [];
  for (const { place, what, from, to, why } of modes) {
    const base = { kind: 'rights', what: what.slice(0, 500) };
    if (why !== null) {
      deeds.push({ ...base, result: 'kept', why });
      continue;
    }
    const problem = await changeMode(host, place, from, to);
    if (problem === null && /\.php$/.test(place.name)) await touch(host, place);
    deeds.push({ ...base, result: problem === null ? 'done' : 'failed', why: problem });
  }
  // What an interrupted attempt has changed is not seen as open any more.
  const seen = new Set(modes.map(({ place }) => place.asked));
  for (const { path } of story.marks.hardened?.modes ?? [])
    if (!seen.has(path)) deeds.push({ kind: 'rights', what: path.slice(0, 500), result: 'done', why: null });
  return deeds;
}
