import { ResaltError } from '../../contract/failures.ts';
import type { Host, StandingShell } from '../../hosts/host.ts';
import { comparedNames, type SaltConstants } from '../../wordpress/salts.ts';
import { parseVersion } from '../../wordpress/version.ts';
import type { Understood } from '../../wordpress/wp-config/answer.ts';
import { understand } from '../../wordpress/wp-config/understand.ts';
import { readServer } from './read-server.ts';
import { absolute, type FileReading, type ServerReading } from './server-reading.ts';
import type { WriteFacts } from './way-to-write.ts';

export interface Configuration {
  understood: Understood;
  /** The site's folder, symbolic links followed. */
  root: string;
  /** The server's clock, Unix seconds; null where it can't be asked. */
  now: number | null;
  /** The account's number, 0 for root; null where it can't be asked. */
  uid: number | null;
  /** By path as in `understood`: what decides how a file can be written. */
  writing: ReadonlyMap<string, WriteFacts>;
  /** Of php and wp, those that the account finds. */
  programs: Set<string>;
  version: string | null;
  /** Where wp-includes is, seen from the site's folder: '' or "wp". */
  coreFolder: string;
  objectCache: Buffer | null;
  /** Folder and file names of plugins and must-use plugins. */
  plugins: string[];
  /** The shell that read it, which stands ready for a swap, where that was asked for and can be. Close it. */
  shell: StandingShell | null;
}

const versionFiles = ['wp-includes/version.php', 'wp/wp-includes/version.php'] as const;
const cacheFiles = ['wp-content/object-cache.php', 'app/object-cache.php'];
const pluginFolders = ['wp-content/plugins', 'wp-content/mu-plugins', 'app/plugins', 'app/mu-plugins'];
// Of a site's own wp-settings.php nothing is asked; of one a folder up, whether it is there.
const configFiles = ['wp-config.php', '../wp-config.php', '../wp-settings.php', '.env', '../.env'];
const mostRounds = 8;

/**
 * Finds the configuration as WordPress does and understands it; files that it includes are fetched until nothing is
 * missing. With `stay` the shell that read stays for one line more, knowing these functions. Fails with CONFIG_NOT_FOUND, CONFIG_UNREADABLE, CONFIG_AMBIGUOUS.
 */
export async function readConfiguration(host: Host, path: string, stay?: string): Promise<Configuration> {
  const first = await readServer(host, path, {
    files: [...configFiles, ...versionFiles, ...cacheFiles],
    folders: pluginFolders,
    programs: ['php', 'wp'],
    ...(stay === undefined ? {} : { stay }),
  });
  try {
    return { ...(await configurationOf(host, first)), shell: first.shell ?? null };
  } catch (error) {
    first.shell?.close();
    throw error;
  }
}

async function configurationOf(host: Host, first: ServerReading): Promise<Omit<Configuration, 'shell'>> {
  const files = new Map<string, FileReading>();
  for (const file of configFiles) files.set(absolute(first.root, file), first.files.get(file) ?? 'absent');
  const understood = await understandAll(host, first.root, files);
  return {
    understood,
    root: first.root,
    now: first.now,
    uid: first.uid,
    writing: new Map(writingOf(files)),
    programs: first.programs,
    version: versionOf(firstOf(first, versionFiles)),
    coreFolder: contents(first, versionFiles[0]) === null && contents(first, versionFiles[1]) !== null ? 'wp' : '',
    objectCache: firstOf(first, cacheFiles),
    plugins: pluginFolders.flatMap((folder) => first.folders.get(folder) ?? []),
  };
}

function firstOf(reading: ServerReading, files: readonly string[]): Buffer | null {
  return files.map((file) => contents(reading, file)).find((bytes) => bytes !== null) ?? null;
}

function versionOf(bytes: Buffer | null): string | null {
  return bytes && parseVersion(bytes);
}

async function understandAll(host: Host, root: string, files: Map<string, FileReading>): Promise<Understood> {
  for (let round = 0; round < mostRounds; round += 1) {
    const answer = understand(`${root}/wp-config.php`, files, { siteRoot: root });
    if (answer.kind === 'understood') return answer;
    if (answer.kind === 'refused') throw new ResaltError(answer.failure.code, answer.failure.message, 'never');
    const paths = answer.paths.slice(0, 50);
    const more = await readServer(host, root, { files: paths });
    for (const path of paths) files.set(path, more.files.get(path) ?? 'absent');
  }
  throw new ResaltError(
    'CONFIG_AMBIGUOUS',
    'The configuration includes file after file; Resalt stopped following it.',
    'never',
  );
}

function* writingOf(files: Map<string, FileReading>): Generator<[string, WriteFacts]> {
  for (const [path, file] of files) if (typeof file === 'object') yield [path, file.writing];
}

function contents(reading: ServerReading, file: string): Buffer | null {
  const found = reading.files.get(file);
  return typeof found === 'object' ? found.bytes : null;
}

/** The ten constants that decide about the salts, as wp_salt() compares them. */
export function saltConstantsOf(understood: Understood): SaltConstants {
  const constants: SaltConstants = {};
  for (const name of comparedNames) {
    const known = understood.constants.get(name);
    if (known) constants[name] = 'value' in known ? known.value : null;
  }
  return constants;
}

/** A constant that the configuration gives as a plain value; undefined where it doesn't or it can't be known. */
export function plainConstant(understood: Understood | null, name: string): string | undefined {
  const known = understood?.constants.get(name);
  return known && 'value' in known ? known.value : undefined;
}
