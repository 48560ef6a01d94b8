import { ResaltError } from '../../contract/failures.ts';
import type { Site } from '../../contract/sites.ts';
import { besidesSalts, judgeChange } from '../../wordpress/wp-config/judge-change.ts';
import { understand } from '../../wordpress/wp-config/understand.ts';
import type { Story } from '../story.ts';
import type { Tools } from '../tools.ts';
import { inTheVault } from './in-the-vault.ts';
import { reachHost } from './reach-site.ts';
import type { Configuration } from './read-configuration.ts';
import { type Begun, isDone, markedOf, putOldBack, readAgain } from './shuffle-by-wp-cli.ts';
import { stopWpCli } from './wp-cli.ts';

/**
 * Where an earlier attempt was cut off after WP-CLI was let at the site: ends what still runs of it and judges what it made of
 * the file, so that everything after it starts from one whole configuration. Done: the journal learns it, and it is not done
 * twice. Half done or broken: the old bytes are put back. Changed by someone else since: refused, because no guess is safe.
 */
export async function settleWpCli(site: Site, tools: Tools, story: Story): Promise<void> {
  const begun = story.marks.wpCli;
  const host = begun && !story.dryRun ? await reachHost(site, tools) : null;
  if (!begun || !host || site.path === null) return;
  const root = site.path;
  await story.step('Settle what WP-CLI began', async () => {
    await stopWpCli(host, begun.path);
    const now = await readAgain(host, root);
    const old = await tools.vault.open(begun.backup);
    const verdict = now ? verdictOn(now, old, begun) : 'undone';
    if (verdict === 'other hand') throw otherHand(site.name, begun);
    const marked = now && verdict === 'done' ? markedOf(begun, now, null) : null;
    if (marked) return story.mark({ salts: marked, wpCli: null });
    if (await putOldBack(host, root, begun, tools))
      story.warn('other', `WP-CLI was cut off and left ${begun.path} unfinished; its old bytes were put back first.`);
    await story.mark({ wpCli: null });
  });
}

function verdictOn({ understood }: Configuration, old: Buffer, { path }: Begun): 'done' | 'undone' | 'other hand' {
  const { entry, files, options } = understood;
  const live = files.get(entry);
  if (typeof live !== 'object' || (live.realPath ?? entry) !== path) return 'other hand';
  if (live.bytes.equals(old)) return 'undone';
  const before = understand(entry, new Map([...files, [entry, { ...live, bytes: old }]]), options);
  if (before.kind === 'understood' && isDone(judgeChange(before, understood, []))) return 'done';
  return besidesSalts(live.bytes) === besidesSalts(old) ? 'undone' : 'other hand';
}

function otherHand(name: string, { path }: Begun): ResaltError {
  return new ResaltError(
    'CONFIG_AMBIGUOUS',
    `An earlier attempt was cut off while WP-CLI worked on ${name}, and someone else changed ${path} since. Its old bytes are ${inTheVault}. Look at the file, then start a new run.`,
    'never',
  );
}
