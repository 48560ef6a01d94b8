import { ResaltError } from '../../contract/failures.ts';
import type { Host } from '../../hosts/host.ts';
import type { Marks, Story } from '../story.ts';
import type { Tools } from '../tools.ts';
import { inTheVault } from './in-the-vault.ts';
import { type Look, lookAt } from './look.ts';
import { sha256, stopSwaps, swapFile } from './swap-file.ts';

type MarkedSalts = NonNullable<Marks['salts']>;

/**
 * How far an earlier attempt came, told by the bytes on the server: all of its files are there, byte for byte; only some of
 * them; or none, because it wrote nothing or someone has written other ones since.
 */
export function writtenEarlier(look: Look, marked: MarkedSalts | undefined): 'all' | 'some' | 'none' {
  const written = marked?.edits.filter(({ path, shaAfter }) => liveSha(look, path) === shaAfter) ?? [];
  if (!marked || written.length === 0) return 'none';
  return written.length === marked.edits.length ? 'all' : 'some';
}

/**
 * Where an earlier attempt may have been cut off while it wrote: makes sure that nothing of it is still under way, looks
 * again, and puts the old bytes back where only some of its files were written. Everything after it starts from one whole
 * configuration that stays.
 */
export async function lookBehindEarlier(look: Look, tools: Tools, story: Story): Promise<Look> {
  const marked = story.marks.salts;
  const { host } = look;
  if (!host || !marked || story.dryRun || writtenEarlier(look, marked) === 'all') return look;
  const stop = () =>
    stopSwaps(
      host,
      marked.edits.map(({ path }) => path),
    );
  await orLetGo(look, story.step('Stop what an earlier attempt began', stop));
  const still = await lookAgain(look, tools, story);
  if (writtenEarlier(still, marked) !== 'some') return still;
  const undo = () => {
    refuseOthers(still, marked);
    const written = marked.edits.filter(({ path, shaAfter }) => liveSha(still, path) === shaAfter);
    return putBack(host, written, tools);
  };
  await orLetGo(still, story.step('Put half-written files back', undo));
  return lookAgain(still, tools, story);
}

/** A failure lets go of what was looked at: nobody else holds it yet. */
async function orLetGo(look: Look, work: Promise<void>): Promise<void> {
  await work.catch(async (error: unknown) => {
    await look.close();
    throw error;
  });
}

async function lookAgain(look: Look, tools: Tools, story: Story): Promise<Look> {
  await look.close();
  return lookAt(look.site, tools, story);
}

/** A third hand in between: neither going on nor going back is safe to guess. */
function refuseOthers(look: Look, { edits }: MarkedSalts): void {
  const known = edits.every(({ path, shaBefore, shaAfter }) => {
    const live = liveSha(look, path);
    return live === shaBefore || live === shaAfter;
  });
  if (known) return;
  throw new ResaltError(
    'CONFIG_AMBIGUOUS',
    `An earlier attempt changed some of the files of ${look.site.name}, and someone else changed others since. The old ones are ${inTheVault}. Compare them with the server, then start a new run.`,
    'never',
  );
}

/** Puts the old bytes from the vault back, where the new ones still are. Old salts revive old cookies: end all sessions afterwards. */
export async function putBack(host: Host, edits: MarkedSalts['edits'], { vault }: Pick<Tools, 'vault'>): Promise<void> {
  for (const { path, shaAfter, backup } of [...edits].reverse())
    await swapFile(host, { path, shaBefore: shaAfter, after: await vault.open(backup) });
}

function liveSha(look: Look, path: string): string | null {
  for (const [name, fact] of look.configuration?.understood.files ?? [])
    if (typeof fact === 'object' && (fact.realPath ?? name) === path) return sha256(fact.bytes);
  return null;
}
