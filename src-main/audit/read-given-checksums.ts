import { ResaltError } from '../contract/failures.ts';
import { coreKey, pluginKey } from '../hosts/official-checksums.ts';
import { readOfficialList } from '../wordpress/files/official-lists.ts';

export interface GivenList {
  key: string;
  /** For people: "WordPress 6.8.1 (nl_NL)", "akismet 5.3". */
  of: string;
  json: unknown;
  files: number;
}

/**
 * A list as WordPress.org answers it, saved to a file. A plugin's says whose it is. The core's doesn't: then the file is called as
 * "6.8.1-nl_NL.json" (without a language: en_US). INPUT_INVALID where it is none, or can't be told whose.
 */
export function readGivenChecksums(name: string, text: string): GivenList {
  const refuse = (why: string) => new ResaltError('INPUT_INVALID', `${name}: ${why}`, 'never');
  const json = parsed(text);
  const list = readOfficialList(json);
  if (!list) throw refuse('this is no list of checksums as WordPress.org publishes them.');
  const files = list.checksums.size;
  if (list.of === 'plugin') {
    if (!list.slug || !list.version) throw refuse('it does not say of which plugin and version it is.');
    return { key: pluginKey(list.slug, list.version), of: `${list.slug} ${list.version}`, json, files };
  }
  const named = /(?:^|[^\d.])(\d+\.\d+(?:\.\d+)?)(?:[^A-Za-z\d]+([a-z]{2,3}(?:_[A-Z]{2})?(?:_[a-z]+)?))?\.json$/.exec(
    name,
  );
  const version = list.version ?? named?.[1];
  if (!version) throw refuse('say in its name of which version it is, as 6.8.1-nl_NL.json.');
  const locale = list.locale ?? named?.[2] ?? 'en_US';
  return { key: coreKey(version, locale), of: `WordPress ${version} (${locale})`, json, files };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
