import type { AlsoKey, RunOptions, RunSummary, Via } from '../../src-main/contract/runs.ts';
import { list } from './count.ts';
import { isOrder } from './order.ts';

/** What decides what happens on a site, and so what the plan says: with another of these, it is another plan. */
export interface Wishes {
  proof: boolean;
  also: AlsoKey[];
  /** null: as the settings say. */
  stopForEncryptors: boolean | null;
  via: Via | null;
}

/** The wishes that a run was started with. */
export function wishesOf(options: RunOptions): Wishes {
  const { proof, also = [], stopForEncryptors = null, stopForEncryptorsFrom, via = null } = options;
  return { proof, also, stopForEncryptors: stopForEncryptorsFrom ? null : stopForEncryptors, via };
}

/** Whether this run changes salts, so that other keys, plugins that encrypt with them and WP-CLI concern it. */
export const rotates = ({ operation }: Pick<RunSummary, 'operation'>): boolean =>
  operation === 'FleetLogout' || operation === 'RotateSalts';

interface Words {
  /** On its own: "WP_CACHE_KEY_SALT". */
  title: string;
  /** Within a sentence. */
  name: string;
  does: string;
}
export const alsoWords: Record<AlsoKey, Words> = {
  'cache-key-salt': {
    title: 'WP_CACHE_KEY_SALT',
    name: 'WP_CACHE_KEY_SALT',
    does: 'The object cache begins empty; what it held stays in its memory until it expires.',
  },
  recovery: {
    title: 'Recovery mode’s keys',
    name: 'recovery mode’s keys',
    does: 'Deleted from the database; WordPress makes new ones, and whoever is in recovery mode is out.',
  },
  'secret-key': {
    title: 'SECRET_KEY and SECRET_SALT',
    name: 'SECRET_KEY with SECRET_SALT',
    does: 'Of old WordPress versions; they stand in where one of the eight is missing.',
  },
};

/** What a run does otherwise than usual, a sentence each; nothing where it reads only. */
export function sayOptions({ operation, options }: Pick<RunSummary, 'operation' | 'options'>): string[] {
  if (operation === 'InspectSite' || isOrder(operation)) return [];
  const said: string[] = [];
  if (rotates({ operation })) {
    const { also = [], stopForEncryptors, stopForEncryptorsFrom, via } = options;
    const from = stopForEncryptorsFrom ? 'as Settings say' : 'chosen for this run';
    const keys = also.map((key) => alsoWords[key].name);
    if (keys.length > 0) said.push(`Also changed, where a site has them: ${list(keys)}.`);
    if (via === 'wp-cli') said.push('WP-CLI on the server writes the salts; Resalt reads them back.');
    if (stopForEncryptors) said.push(`Sites with encrypting plugins are left out (${from}).`);
    else if (stopForEncryptors === false && !stopForEncryptorsFrom)
      said.push(`Sites with encrypting plugins go in (${from}).`);
  }
  if (!options.proof) said.push('Without proof.');
  return said;
}
