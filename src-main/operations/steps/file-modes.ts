import { ResaltError } from '../../contract/failures.ts';
import type { Host } from '../../hosts/host.ts';
import { type Sftp, SftpRefused } from '../../hosts/sftp.ts';
import { textOfPath } from '../../wordpress/files/path-text.ts';
import { byShellOrSftp } from './by-shell-or-sftp.ts';
import type { Place } from './quarantine-place.ts';
import { enter } from './quarantine-script.ts';
import { shellWord } from './shell-word.ts';

/** A file or folder that every account of the server may write. */
export interface OpenToAll {
  /** Relative to the site's folder; '' is that folder itself. */
  path: string;
  kind: 'file' | 'folder';
  /** The lowest twelve bits. */
  mode: number;
  uid: number;
  /** A folder in which things of other accounts but root lie, as those of PHP that runs as another one: it needs to write there. */
  shared: boolean;
}

export interface WorldWritable {
  found: OpenToAll[];
  /** There is more, or not every folder could be looked into. */
  cut: boolean;
}

/** Entries that are told and changed; folders that are looked into over SFTP, where each is a request. */
export const mostOpen = 500;
const mostFolders = 3000;

/** What everybody may write in a site's folder; links are not followed, other file systems not entered. */
export const readWorldWritable = (host: Host, root: string): Promise<WorldWritable> =>
  byShellOrSftp(
    host,
    () => byShell(host, root),
    (sftp) => overSftp(sftp, root),
    { timeoutMs: 180_000 },
  );

async function byShell(host: Host, root: string): Promise<WorldWritable> {
  const script = `cd -P -- ${shellWord(root)} 2>/dev/null || { echo 'no folder'; exit 0; }
echo ok
find . -xdev \\( -type f -o -type d \\) -perm -002 -exec sh -c 'for f; do
  if [ -L "$f" ]; then continue; fi
  o=$(stat -c "%a %u" -- "$f" 2>/dev/null || stat -f "%Lp %u" -- "$f" 2>/dev/null) || continue
  k=f; s=n
  if [ -d "$f" ]; then k=d; [ -z "$(find "$f" -mindepth 1 -maxdepth 1 ! -user "\${o#* }" ! -user 0 -print 2>/dev/null | head -n 1)" ] || s=y; fi
  printf "%s %s %s %s\\0" "$k" "$s" "$o" "$f"
done' sh {} + 2>/dev/null | head -c 2000000
find . -xdev -type d >/dev/null 2>&1 || printf 'closed\\0'`;
  const { stdout } = await host.run(script, { timeoutMs: 180_000, silenceMs: 180_000, maxBytes: 4 << 20 });
  const line = stdout.indexOf(10);
  if (stdout.subarray(0, line).toString('latin1') !== 'ok')
    throw new ResaltError('CONFIG_NOT_FOUND', `The folder ${root} can’t be looked into on ${host.label}.`);
  const found: OpenToAll[] = [];
  let closed = false;
  for (const record of recordsOf(stdout.subarray(line + 1))) {
    closed ||= record.toString('latin1') === 'closed';
    const [, kind, shared, mode, uid] = /^([fd]) ([yn]) ([0-7]{1,4}) (\d+) /.exec(record.toString('latin1')) ?? [];
    if (!kind || !mode) continue;
    const path = textOfPath(record.subarray(`${kind} ${shared} ${mode} ${uid} `.length)).replace(/^\.\/?/, '');
    const base = { path, mode: Number.parseInt(mode, 8), uid: Number(uid), shared: shared === 'y' };
    found.push({ ...base, kind: kind === 'd' ? 'folder' : 'file' });
  }
  return { found: found.slice(0, mostOpen), cut: closed || found.length > mostOpen };
}

function* recordsOf(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf(0, at);
    if (end < 0) return;
    yield bytes.subarray(at, end);
    at = end + 1;
  }
}

async function overSftp(sftp: Sftp, root: string): Promise<WorldWritable> {
  const found: OpenToAll[] = [];
  const folders = [''];
  let cut = false;
  const top = await sftp.lstat(root);
  const attributes = new Map([['', top]]);
  for (let looked = 0; looked < folders.length; looked += 1) {
    const folder = folders[looked] ?? '';
    if (looked >= mostFolders) return { found: found.slice(0, mostOpen), cut: true };
    const names = await sftp.list(folder === '' ? root : `${root}/${folder}`, 20_000).catch(nullIfRefused);
    if (names === null) cut = true;
    const own = attributes.get(folder);
    const there = (names ?? []).filter(({ name }) => name !== '.' && name !== '..' && !name.includes('\uFFFD'));
    if (own && (own.mode & 0o002) !== 0) {
      const shared = there.some(({ attributes: { uid } }) => uid !== own.uid && uid !== 0);
      found.push({ path: folder, kind: 'folder', mode: own.mode, uid: own.uid, shared });
    }
    for (const { name, attributes: each } of there) {
      const path = folder === '' ? name : `${folder}/${name}`;
      if (each.kind === 'folder') {
        attributes.set(path, each);
        folders.push(path);
      } else if (each.kind === 'file' && (each.mode & 0o002) !== 0)
        found.push({ path, kind: 'file', mode: each.mode, uid: each.uid, shared: false });
    }
  }
  return { found: found.slice(0, mostOpen), cut: cut || found.length > mostOpen };
}

/** The lowest twelve bits and the owner of a file or folder; null where it is not there, or is a link. */
export async function modeOf(host: Host, place: Place): Promise<{ mode: number; uid: number; gid: number } | null> {
  return byShellOrSftp(
    host,
    async () => {
      const { stdout } = await host.run(
        `${enter(place)}\n[ ! -L "$f" ] && [ -e "$f" ] || end gone\nstat -c 'mode %a %u %g' -- "$f" 2>/dev/null || stat -f 'mode %Lp %u %g' -- "$f"`,
        { timeoutMs: 20_000, maxBytes: 4096 },
      );
      const [, mode, uid, gid] = /^mode ([0-7]{1,4}) (\d+) (\d+)\n/.exec(stdout.toString('latin1')) ?? [];
      return mode ? { mode: Number.parseInt(mode, 8), uid: Number(uid), gid: Number(gid) } : null;
    },
    async (sftp) => {
      const there = await sftp.lstat(`${place.folder}/${place.name}`).catch(nullIfRefused);
      return there && there.kind !== 'link' ? { mode: there.mode, uid: there.uid, gid: there.gid } : null;
    },
  );
}

/** Changes the mode where it still is `from`, and reads it back; says in words why it did not, null where it did. */
export async function changeMode(host: Host, place: Place, from: number, to: number): Promise<string | null> {
  const now = await modeOf(host, place);
  if (now === null) return 'It is not there any more.';
  if (now.mode === to) return null;
  if (now.mode !== from) return 'Somebody changed its rights meanwhile.';
  const octal = to.toString(8).padStart(4, '0');
  await byShellOrSftp(
    host,
    () =>
      host
        .run(`${enter(place)}\n[ ! -L "$f" ] || end link\nchmod ${octal} -- "$f" 2>/dev/null`, { timeoutMs: 20_000 })
        .then(() => undefined),
    (sftp) =>
      sftp
        .setMode(`${place.folder}/${place.name}`, to)
        .catch(nullIfRefused)
        .then(() => undefined),
  );
  return (await modeOf(host, place))?.mode === to
    ? null
    : 'Its rights can’t be changed: it belongs to another account of the server, or is protected against changes (chattr +i).';
}

/** PHP that has a file in OPcache looks at it again when its time is another. Over SFTP alone that can't be done. */
export async function touch(host: Host, place: Place): Promise<void> {
  await host
    .run(`${enter(place)}\n[ ! -L "$f" ] && touch -c -- "$f" 2>/dev/null`, { timeoutMs: 20_000 })
    .catch((error: unknown) => {
      if (!(error instanceof ResaltError) || error.code !== 'NOT_ALLOWED_HERE') throw error;
    });
}

function nullIfRefused(error: unknown): null {
  if (error instanceof SftpRefused) return null;
  throw error;
}
