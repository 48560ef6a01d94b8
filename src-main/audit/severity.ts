import type { Confidence, Severity } from '../contract/findings.ts';
import type { RightsHere } from '../wordpress/user-can.ts';

/**
 * What an attacker can do with it. `takeover`: run code on the site or become its administrator. `damage`: read, change or delete what
 * others own. `foothold`: a step on the way there.
 */
export type Harm = 'takeover' | 'damage' | 'foothold';

/** The written rule (docs/decisions/0015): what can be done with it, by how sure it is. */
const rule: Record<Harm, Record<Confidence, Severity>> = {
  takeover: { certain: 'critical', likely: 'high', possible: 'medium', unlikely: 'low' },
  damage: { certain: 'high', likely: 'medium', possible: 'low', unlikely: 'low' },
  foothold: { certain: 'medium', likely: 'low', possible: 'low', unlikely: 'low' },
};

export const severityOf = (harm: Harm, confidence: Confidence): Severity => rule[harm][confidence];

/** Capabilities with which one runs code or makes oneself an administrator; manage_network* as well. */
const takesOver = new Set([
  ...['manage_options', 'edit_users', 'create_users', 'promote_users'],
  ...['install_plugins', 'upload_plugins', 'edit_plugins', 'install_themes', 'upload_themes', 'edit_themes'],
  ...['edit_files', 'unfiltered_upload'],
]);

export function harmOf(can: Iterable<string>): Harm {
  const all = [...can];
  if (all.some((name) => takesOver.has(name) || name.startsWith('manage_network'))) return 'takeover';
  return all.length > 0 ? 'damage' : 'foothold';
}

/** By the rights of all blogs together. */
export const harmOfPerson = (person: { superAdmin: boolean; blogs: readonly RightsHere[] }): Harm =>
  person.superAdmin ? 'takeover' : harmOf(person.blogs.flatMap(({ can }) => [...can]));
