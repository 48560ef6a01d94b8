import type { SetOptions } from '../contract/orders/set-options.ts';
import type { Deed } from '../contract/runs.ts';
import type { Operation } from './operations.ts';
import { readOptions, type Setting, settingsOf, setWhatDiffers } from './steps/change-options.ts';
import { sha256 } from './steps/change-user.ts';
import { closed, nothing } from './steps/closing-result.ts';
import { forgetForGood } from './steps/forget-in-cache.ts';
import { type KeptValue, keepBefore } from './steps/keep-before.ts';
import { openSite } from './steps/look.ts';

/**
 * SetOptions: closes registration, sets the default role or an address. Reads what stands there, changes only what differs and only if
 * it still is what was read, has the object cache forget it, and reads it back.
 */
export function setOptions({ changes }: SetOptions): Operation {
  return async (site, tools, story) => {
    const open = await openSite(site, tools, story);
    try {
      const asked = settingsOf(
        open,
        changes.filter(({ siteId }) => siteId === undefined || siteId === site.id),
      );
      const before = await story.step('Read the settings', () => readOptions(open, asked));
      const differing = asked.filter((setting) => before.get(setting.key) !== setting.value);
      for (const { words, key } of differing) story.will(`${words} (now ${quoted(before.get(key) ?? null)}).`);
      if (open.cache.way === 'cannot' && differing.length > 0) story.warn('object-cache', open.cache.why);
      if (story.dryRun) return { ...nothing, outcome: 'unchanged' };

      const earlier = story.marks.options ?? {};
      if (differing.length > 0) {
        const old = Object.fromEntries(differing.map(({ key }) => [key, before.get(key) ?? null]));
        await story.mark({ options: { ...earlier, ...old } });
        await keepBefore(keptOf(differing, before), tools, story);
        await story.step('Change the settings', () => setWhatDiffers(open, differing, before));
      }
      // What an earlier attempt wrote stands in the database; whether the cache forgot the old is not known of it.
      const changed = asked.filter((setting) => differing.includes(setting) || setting.key in earlier);
      const forget = () =>
        forgetForGood(open, tools, story, {
          options: changed.map(({ option }) => option),
          networkOptions: changed.map(({ option }) => option),
          blogs: changed.map(({ blog }) => blog),
        });
      const problem = changed.length > 0 ? await forget() : null;
      const deeds = asked.map((setting) => deedOf(setting, changed.includes(setting)));
      return closed(open, deeds, problem);
    } finally {
      await open.close();
    }
  };
}

/** A row that was not there has no value to go back to. */
const keptOf = (settings: readonly Setting[], before: ReadonlyMap<string, string>): KeptValue[] =>
  settings.flatMap(({ key, column, blog, option, value }) => {
    const old = before.get(key);
    if (old === undefined) return [];
    const table = column === 'option_value' ? ('options' as const) : ('sitemeta' as const);
    const after = sha256(Buffer.from(value));
    return [
      { table, blog, row: option, before: Buffer.from(old).toString('base64'), after, what: `the setting ${key}` },
    ];
  });

const quoted = (value: string | null) => (value === null ? 'not set' : `“${value.slice(0, 200)}”`);

const deedOf = ({ words }: Setting, changed: boolean): Deed => ({
  kind: 'option',
  what: words,
  result: changed ? 'done' : 'unchanged',
  why: null,
});
