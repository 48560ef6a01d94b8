import type { AlsoKey, Via } from '../../contract/runs.ts';
import { encryptorsAmong } from '../../wordpress/salt-encryptors.ts';
import type { Rotated, Rotation } from '../../wordpress/wp-config/answer.ts';
import type { Story } from '../story.ts';
import { addressProblem } from './canary.ts';
import type { Look } from './look.ts';
import { whereOptionsAre } from './option-rows.ts';
import { recoveryAmong } from './salts-in-database.ts';

export interface Intent {
  salts: boolean;
  sessions: boolean;
  proof: boolean;
  /** Other keys to change together with the salts. */
  also?: readonly AlsoKey[];
  /** Leave a site alone whose plugins keep secrets under the salts. */
  stopForEncryptors?: boolean;
  /** Who writes the new salts; left out: Resalt itself. */
  via?: Via;
  /** The salts become old ones again, whose cookies live as long as their sessions. */
  oldSalts?: boolean;
}

/**
 * Says what will happen on this site and what a person should know first. Before a run and, for the record, within it.
 * `manager`: that the site has a session manager of its own, in words.
 */
export function tellPlan(
  look: Look,
  rotation: Rotation | null,
  intent: Intent,
  story: Story,
  manager: string | null = null,
): void {
  if (intent.salts) tellSalts(look, rotation, intent, story);
  if (intent.sessions) tellSessions(look, story);
  if (manager) story.warn('other', `${manager} Whatever a canary says, an ending here is not called done.`);
  if (intent.proof) tellProof(look, story);
  const { editors } = look.stored;
  if (editors.length > 0) {
    const titles = [...new Set(editors.map(({ title }) => `“${cut(title, 60)}”`))].slice(0, 3).join(', ');
    story.warn(
      'editing',
      `${count(editors.length, 'person is', 'people are')} editing ${titles}: their next save is refused until they log in again.`,
    );
  }
}

function tellSalts(look: Look, rotation: Rotation | null, { via }: Intent, story: Story): void {
  if (rotation?.kind !== 'rotated') {
    story.warn(
      'salts-elsewhere',
      `The salts will not be rotated: ${rotation?.failure.message ?? 'only the database of this site is reached.'}`,
    );
    return;
  }
  const files = rotation.edits.map(({ path }) => path).join(' and ');
  story.will(
    via === 'wp-cli' ? byWpCli(files) : `Rotate ${rotation.rotated.length} salts in ${files || whereOptionsAre(look)}.`,
  );
  if (rotation.rows && files !== '') story.will(tellRows(look, via));
  tellOtherKeys(rotation, story);
  for (const repair of rotation.repaired) story.warn('salts-repaired', repair);
  for (const text of rotation.warnings) story.warn('other', text);
  for (const { name, breaks, advice } of encryptorsAmong(look.configuration?.plugins ?? []))
    story.warn('encryptor', `${name} keeps secrets under the salts and will lose ${breaks}. ${advice}`);
}

const byWpCli = (file: string) =>
  `Have WP-CLI rotate 8 salts in ${file} (wp config shuffle-salts, as this account, without plugins and themes). Whatever it says, Resalt reads every file again: unless all eight are new and nothing else changed, the old file is put back and the site is called failed.`;

function tellRows(look: Look, via: Intent['via']): string {
  const otherwise = via ? '' : '; should the file refuse the write, the rows get new values instead';
  return `The salts are in ${whereOptionsAre(look)} now. Constants take their place and those rows are deleted${otherwise}.`;
}

function tellOtherKeys({ others = [], staleRows = [] }: Rotated, story: Story): void {
  for (const { name, reason } of others) {
    if (reason === null) story.will(`Give ${name} a new value.`);
    else story.warn('other', `${name} stays as it is. ${reason}`);
  }
  if (others.some(({ name, reason }) => name === 'WP_CACHE_KEY_SALT' && reason === null))
    story.warn(
      'object-cache',
      'With a new WP_CACHE_KEY_SALT the object cache begins empty: what it holds under the old one is orphaned and stays in its memory until it expires.',
    );
  if (recoveryAmong(staleRows).length > 0)
    story.will('Delete the keys of the recovery mode from the database; WordPress makes new ones when it needs them.');
}

function tellSessions({ stored, cache, multisite }: Look, story: Story): void {
  const { count: logins, people, unreadable } = stored.sessions;
  story.will(`End ${count(logins, 'login', 'logins')} of ${count(people, 'person', 'people')}.`);
  if (unreadable > 0)
    story.warn(
      'other',
      `${count(unreadable, 'session row is', 'session rows are')} unreadable and will be deleted too.`,
    );
  if (cache.way === 'redis') story.will('Delete these logins from the Redis object cache.');
  if (cache.way === 'php') story.will('Have WordPress flush its object cache (runs the site’s cache drop-in once).');
  if (cache.way === 'cannot') story.warn('object-cache', cache.why);
  if (multisite)
    story.warn('multisite', 'This is a network: logins end on every site of it, they share one list of users.');
}

/** Says whether a proof is possible here, and how it is made. */
export function tellProof(look: Look, story: Pick<Story, 'will' | 'warn'>): void {
  const why = proofProblem(look);
  if (why) story.warn('no-proof', `No proof possible here: ${why}.`);
  else story.will('Prove it: a canary cookie must open the site before and be refused afterwards.');
}

/** Why no canary can be tried on this site; null when one can. */
export function proofProblem({ stored, site, salts }: Look): string | null {
  if (salts.schemes.auth === null && salts.schemes.secure_auth === null)
    return 'the salts in force are not known, so no canary can be minted';
  if (stored.canaryCandidates.length === 0) return 'no user fits for a canary';
  return addressProblem(stored.siteurl, site.url);
}

const count = (n: number, one: string, many: string) => `${n} ${n === 1 ? one : many}`;
const cut = (text: string, most: number) => (text.length > most ? `${text.slice(0, most)}…` : text);
