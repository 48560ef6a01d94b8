import { randomBytes } from 'node:crypto';
import { ResaltError } from '../../contract/failures.ts';
import type { Host } from '../../hosts/host.ts';
import { sha256 } from './change-user.ts';
import { type Place, setPath } from './quarantine-place.ts';

/** A file as it stood there. */
export interface FoundFile {
  bytes: Buffer;
  mode: number;
  uid: number;
  gid: number;
  /** Unix seconds; null where it can't be told. */
  mtime: number | null;
}

export const largestFile = 64 * 1024 * 1024;

/** Why it is not a file that can be taken, in words. */
export const endings = {
  'no folder': 'Its folder is not there.',
  outside: 'A link leads its folder out of the site.',
  gone: 'It is not there.',
  link: 'It is a link, not a file.',
  'no file': 'It is no file.',
  large: 'It is larger than 64 MB.',
  unreadable: 'It may not be read.',
  changed: 'It is not what was found there any more. Audit the site again.',
  forbidden: 'It may not be removed: the folder is not writable for this account.',
  taken: 'Another file stands in its place now.',
  'not written': 'It could not be written: the folder is not writable for this account, or the disk is full.',
} as const;
export type Ending = keyof typeof endings;

/** Goes into the file's real folder, which must lie in the site; from there on nobody can put another folder in its place. */
export const enter = ({ folder, within, name }: Place): string => `end() { echo "ending $1"; exit 0; }
${setPath('w', within)}
${setPath('d', folder)}
${setPath('n', name)}
w=$(cd -P -- "$w" 2>/dev/null && pwd -P) || end outside
cd -P -- "$d" 2>/dev/null || end 'no folder'
case "$(pwd -P)/" in "$w"/*) ;; *) end outside ;; esac
f=./$n`;

const isFile = `[ ! -L "$f" ] || end link
[ -e "$f" ] || end gone
[ -f "$f" ] || end 'no file'`;

const hash = `sum() { { sha256sum < "$1" || shasum -a 256 < "$1" || openssl dgst -sha256 -r < "$1"; } 2>/dev/null | head -n 1 | cut -c 1-64; }`;

const limits = { timeoutMs: 180_000, maxBytes: largestFile + 4096 };

async function ask(host: Host, script: string, stdin?: Uint8Array): Promise<{ head: string; rest: Buffer }> {
  const { stdout, truncated } = await host.run(script, { ...limits, ...(stdin ? { stdin } : {}) });
  const line = stdout.indexOf(10);
  const head = stdout.subarray(0, line < 0 ? stdout.length : line).toString('latin1');
  if (truncated) return { head: 'ending large', rest: Buffer.alloc(0) };
  return { head, rest: stdout.subarray(line + 1) };
}

const endingOf = (head: string): Ending | null => {
  const said = head.startsWith('ending ') ? head.slice(7) : null;
  return said !== null && said in endings ? (said as Ending) : null;
};

function strange(host: Host): ResaltError {
  return new ResaltError('COMMAND_FAILED', `The shell of ${host.label} did not answer as asked.`, 'check-first');
}

export async function readByShell(host: Host, place: Place): Promise<FoundFile | Ending> {
  const script = `${enter(place)}
${isFile}
[ -r "$f" ] || end unreadable
set -- $(stat -c '%a %u %g %Y %s' -- "$f" 2>/dev/null || stat -f '%Lp %u %g %m %z' -- "$f")
[ "$5" -le ${largestFile} ] || end large
echo "file $1 $2 $3 $4 $5"
cat -- "$f"`;
  const { head, rest } = await ask(host, script);
  const ending = endingOf(head);
  if (ending) return ending;
  const [, mode, uid, gid, mtime, size] = /^file ([0-7]{1,4}) (\d+) (\d+) (\d+) (\d+)$/.exec(head) ?? [];
  if (!mode || Number(size) !== rest.length) throw strange(host);
  return { bytes: rest, mode: Number.parseInt(mode, 8), uid: Number(uid), gid: Number(gid), mtime: Number(mtime) };
}

/** Removes it if it still is what was read. null: it is gone. */
export async function removeByShell(host: Host, place: Place, bytes: Buffer): Promise<Ending | null> {
  const script = `${enter(place)}
${hash}
${isFile}
h=$(sum "$f")
[ "$(wc -c < "$f" | tr -d ' ')" = ${bytes.length} ] || end changed
[ -z "$h" ] || [ "$h" = ${sha256(bytes)} ] || end changed
rm -f -- "$f" 2>/dev/null
if [ -e "$f" ] || [ -L "$f" ]; then end forbidden; fi
echo removed`;
  const { head } = await ask(host, script);
  if (head === 'removed') return null;
  const ending = endingOf(head);
  if (ending) return ending;
  throw strange(host);
}

/** Writes it where nothing stands, in one step, with its rights and times; the owner where this account may give it. */
export async function writeByShell(host: Host, place: Place, file: FoundFile): Promise<Ending | null> {
  const beside = `.resalt-${randomBytes(8).toString('hex')}`;
  const mode = file.mode.toString(8);
  const time = file.mtime === null ? '' : `touch -d @${file.mtime} -- "$t" 2>/dev/null`;
  const script = `${enter(place)}
if [ -e "$f" ] || [ -L "$f" ]; then end taken; fi
t=./${beside}
umask 077
{ cat > "$t"; } 2>/dev/null || { rm -f -- "$t"; end 'not written'; }
[ "$(wc -c < "$t" | tr -d ' ')" = ${file.bytes.length} ] || { rm -f -- "$t"; end 'not written'; }
chown ${file.uid}:${file.gid} -- "$t" 2>/dev/null
chmod ${mode} -- "$t" 2>/dev/null
${time}
ln -- "$t" "$f" 2>/dev/null || { if [ -e "$f" ] || [ -L "$f" ]; then rm -f -- "$t"; end taken; fi; mv -- "$t" "$f" 2>/dev/null || { rm -f -- "$t"; end 'not written'; }; }
rm -f -- "$t"
echo written`;
  const { head } = await ask(host, script, file.bytes);
  if (head === 'written') return null;
  const ending = endingOf(head);
  if (ending) return ending;
  throw strange(host);
}
