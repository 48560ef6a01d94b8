import { randomBytes } from 'node:crypto';
import type { Host } from '../../hosts/host.ts';
import type { Tools } from '../tools.ts';
import { modeOf } from './file-modes.ts';
import { readFile, removeFile, writeFile } from './quarantine.ts';
import type { Place } from './quarantine-place.ts';
import { endings } from './quarantine-script.ts';
import { readServer } from './read-server.ts';

/** Where a site's uploads are: their folder on the server, and their address. */
export interface Uploads {
  folder: string;
  within: string;
  /** With a slash at the end. */
  url: string;
}

/** Whether PHP in the uploads is run, as seen from outside. `server`: how the web server calls itself. */
export type UploadsSeen =
  | { runs: boolean; told: string; server: string | null }
  | { runs: null; told: string; server: string | null };

/** Names that web servers commonly give to PHP. */
const ending = 'php[0-9]?|phtml|phar|pht|phps';

/** For Apache from 2.2 on and LiteSpeed. */
export const htaccess = `# Resalt: nothing in here is run as PHP.
<FilesMatch "\\.(?:${ending})(?:\\.|$)">
	<IfModule mod_authz_core.c>
		Require all denied
	</IfModule>
	<IfModule !mod_authz_core.c>
		Order allow,deny
		Deny from all
	</IfModule>
</FilesMatch>
`;

/** For the server block of nginx; it counts before what hands PHP on. */
export const nginxSnippet = (path: string): string =>
  `location ^~ ${path} { location ~* \\.(?:${ending})(?:/|$) { deny all; } }`;

/** A folder of the site into which a test is put. */
type Folder = Pick<Uploads, 'folder' | 'within'>;

export const placeIn = ({ folder, within }: Folder, name: string): Place => ({
  asked: `${folder}/${name}`,
  folder,
  name,
  within,
});

/** Takes away what tries of an interrupted attempt left. */
export async function sweepTests(host: Host, uploads: Folder, names: readonly string[]): Promise<string[]> {
  const left: string[] = [];
  for (const name of names) {
    const place = placeIn(uploads, name);
    const found = await readFile(host, place);
    if (typeof found === 'string') continue;
    const ending = found.bytes.toString('latin1').includes(testMark)
      ? await removeFile(host, place, found.bytes)
      : null;
    if (ending !== null && ending !== 'gone') left.push(name);
  }
  return left;
}

/** Stands in every test file: by it one that is left is known. */
export const testMark = 'A test of Resalt: ';
const mark = `${testMark}is PHP run in here?`;

/**
 * Puts a PHP file and a text of the same kind into the uploads, asks for both as a stranger, and takes them away whatever comes. The file
 * only joins two fixed words. That the text is served shows that the address is the folder's. `note` hears of the names before they are there.
 */
export async function tryUploads(
  host: Host,
  uploads: Uploads,
  tools: Pick<Tools, 'probe'>,
  note: (names: string[]) => Promise<void>,
): Promise<UploadsSeen> {
  const listed = await readServer(host, uploads.within, { files: [], folders: [uploads.folder] });
  const left = (listed.folders.get(uploads.folder) ?? []).filter((name) =>
    /^resalt-[0-9a-f]{24}\.(?:php|txt)$/.test(name),
  );
  await sweepTests(host, uploads, left);
  const token = randomBytes(12).toString('hex');
  const names = [`resalt-${token}.php`, `resalt-${token}.txt`];
  const [php = '', text = ''] = names;
  await note(names);
  try {
    const ran = `ran-${token.toUpperCase()}`;
    const files: [string, string][] = [
      [php, `<?php # ${mark}\necho 'ran-' . strtoupper( '${token}' );\n`],
      [text, `${mark} ${token}\n`],
    ];
    for (const [name, content] of files) {
      const problem = await writeFile(host, placeIn(uploads, name), {
        ...{ bytes: Buffer.from(content), mode: 0o644, mtime: null },
        ...(await ownerOf(host, uploads)),
      });
      if (problem !== null)
        return {
          runs: null,
          told: `No test file can be put into ${uploads.folder}: ${endings[problem]}`,
          server: null,
        };
    }
    const served = await tools.probe(`${uploads.url}${text}`, { pass: '', timeoutMs: 20_000 });
    const { server = null } = served;
    if (served.status !== 200 || !served.body.includes(token))
      return {
        runs: null,
        told: `A text file in ${uploads.folder} is not found at ${uploads.url} (${served.status}), so what is done with PHP there can’t be seen.`,
        server,
      };
    const asked = await tools.probe(`${uploads.url}${php}`, { pass: '', timeoutMs: 20_000 });
    if (asked.body.includes(ran))
      return { runs: true, told: `PHP in ${uploads.folder} is run by whoever opens it.`, server };
    const isSource = asked.body.includes('strtoupper(');
    if (isSource || asked.status === 403 || asked.status === 404)
      return {
        runs: false,
        told: `A PHP file in ${uploads.folder} is not run: ${isSource ? 'its text is shown' : `it answers ${asked.status}`}.`,
        server,
      };
    return {
      runs: null,
      told: `A PHP file in ${uploads.folder} answers ${asked.status}; whether it is run is not known.`,
      server,
    };
  } finally {
    await sweepTests(host, uploads, names);
  }
}

export async function ownerOf(host: Host, { folder, within }: Folder): Promise<{ uid: number; gid: number }> {
  const found = await modeOf(host, { asked: folder, folder, name: '.', within });
  return { uid: found?.uid ?? 0, gid: found?.gid ?? 0 };
}
