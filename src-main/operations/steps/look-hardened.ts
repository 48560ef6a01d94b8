import type { Hardening } from '../../contract/orders/harden-site.ts';
import { placesOf } from '../../wordpress/files/places.ts';
import type { Edit } from '../../wordpress/wp-config/answer.ts';
import { defineTrue } from '../../wordpress/wp-config/define-true.ts';
import { addressesOf } from './ask-visitors.ts';
import { modeOf, type OpenToAll, readWorldWritable, type WorldWritable } from './file-modes.ts';
import type { Place } from './quarantine-place.ts';
import { plainConstant } from './read-configuration.ts';
import type { SiteFiles } from './site-files.ts';
import { placeAt } from './undo-hardening.ts';
import type { Uploads } from './uploads-php.ts';
import { writeRefusal } from './way-to-write.ts';

/** Rights that are to change; `why`: they stay, on purpose. */
export interface ModeChange {
  place: Place;
  /** For a person. */
  what: string;
  from: number;
  to: number;
  why: string | null;
}

/** What of a site is not hardened, but for PHP in the uploads, which is only seen by trying. Nothing is changed. */
export interface Unhardened {
  modes: ModeChange[];
  /** Whether the rights of wp-config.php could be read at all. */
  configurationSeen: boolean;
  /** The world-writable list has more, or could not be read whole. */
  cut: boolean;
  /** wp-config.php with DISALLOW_FILE_EDIT, and the real file; empty where it is so already. */
  edits: (Edit & { real: string })[];
  /** Why the file editor can't be switched off. */
  editorProblem: string | null;
}

/** The constant that takes the editor of plugins and themes out of the dashboard. */
export const editorConstant = 'DISALLOW_FILE_EDIT';

export async function lookHardened(files: SiteFiles, what: readonly Hardening[]): Promise<Unhardened> {
  const { host, configuration } = files;
  const config = what.includes('configuration') ? await configurationMode(files) : [];
  const configurationSeen = config !== null;
  const none: WorldWritable = { found: [], cut: false };
  const open = what.includes('world-writable') ? await readWorldWritable(host, configuration.root) : none;
  const known = new Set((config ?? []).map(({ place }) => place.asked));
  const others = open.found.map((one) => worldMode(one, configuration.root));
  const editor = what.includes('file-editor') ? editorOf(files) : { edits: [], editorProblem: null };
  const modes = [...(config ?? []), ...others.filter(({ place }) => !known.has(place.asked))];
  return { modes, configurationSeen, cut: open.cut, ...editor };
}

/** Where the configuration really is, links followed. */
function realOf({ configuration: { understood } }: SiteFiles, path: string): string {
  const fact = understood.files.get(path);
  return (typeof fact === 'object' && fact.realPath) || path;
}

/** The configuration whose rights are looked at: the real file. */
export const configurationOf = (files: SiteFiles): string => realOf(files, files.configuration.understood.entry);

/** PHP must go on reading it: as its owner, or by its group. What owns the uploads is taken for PHP. Null where its rights can't be read. */
async function configurationMode(files: SiteFiles): Promise<ModeChange[] | null> {
  const place = placeAt(configurationOf(files));
  const found = await modeOf(files.host, place);
  if (found === null) return null;
  if ((found.mode & 0o007) === 0) return [];
  const to = found.mode & ~0o007;
  const uploads = uploadsOf(files);
  const php =
    uploads &&
    (await modeOf(files.host, { asked: uploads.folder, folder: uploads.folder, name: '.', within: uploads.within }));
  const foreign = php !== null && php.uid !== found.uid && php.gid !== found.gid && php.uid !== 0;
  const why = foreign
    ? `PHP seems to run as another account (${php.uid}, who owns the uploads), which could not read it any more. Give the file that account’s group first.`
    : php === null
      ? 'Who PHP runs as can’t be told without the folder of uploads, so whether it could still read it neither.'
      : found.uid === 0 && found.gid === 0
        ? 'It is root’s alone, so PHP reads it by the rights that would go. Give the file PHP’s group first.'
        : null;
  return [{ place, what: place.asked, from: found.mode, to, why }];
}

function worldMode({ path, kind, mode, shared }: OpenToAll, root: string): ModeChange {
  const slash = path.lastIndexOf('/');
  const place: Place =
    path === ''
      ? { asked: root, folder: root, name: '.', within: root }
      : {
          asked: `${root}/${path}`,
          folder: slash < 0 ? root : `${root}/${path.slice(0, slash)}`,
          name: path.slice(slash + 1),
          within: root,
        };
  const why =
    kind === 'folder' && shared
      ? 'Things of another account lie in it, so PHP seems to write there as that account. Give the folder to it first.'
      : null;
  return { place, what: path === '' ? root : path, from: mode, to: mode & ~0o002, why };
}

function editorOf(files: SiteFiles): Pick<Unhardened, 'edits' | 'editorProblem'> {
  const { understood, writing } = files.configuration;
  const change = defineTrue(understood, editorConstant);
  if (change.kind === 'refused') return { edits: [], editorProblem: change.failure.message };
  for (const { path } of change.edits) {
    const facts = writing.get(path);
    const refused = facts ? writeRefusal(path, facts) : null;
    if (refused) return { edits: [], editorProblem: refused.message };
  }
  return { edits: change.edits.map((edit) => ({ ...edit, real: realOf(files, edit.path) })), editorProblem: null };
}

/** Null where the uploads lie outside the site's folder, or the site has no address: what is done with PHP there can't be seen then. */
export function uploadsOf({ site, configuration }: SiteFiles): Uploads | null {
  const { root, understood, coreFolder } = configuration;
  const abspath = coreFolder === '' ? root : `${root}/${coreFolder}`;
  const { uploads } = placesOf(root, (name) => plainConstant(understood, name), abspath);
  if (site.url === null || uploads.startsWith('/') || uploads === '') return null;
  const { front } = addressesOf(site.url, '');
  const path = uploads.split('/').map(encodeURIComponent).join('/');
  return { folder: `${root}/${uploads}`, within: root, url: `${front}${path}/` };
}
