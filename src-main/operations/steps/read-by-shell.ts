import { ResaltError } from '../../contract/failures.ts';
import type { CommandResult, Host } from '../../hosts/host.ts';
import { absolute, largestFile, type ServerReading, type Wanted } from './server-reading.ts';
import { shellWord } from './shell-word.ts';
import type { WriteFacts } from './way-to-write.ts';

/** Files, folder names and programs in one command. */
export async function readByShell(host: Host, root: string, wanted: Wanted): Promise<ServerReading> {
  const stay = wanted.stay === undefined ? {} : { stay: wanted.stay };
  const result = await host.run(script(root, wanted), { maxBytes: 24 << 20, ...stay });
  try {
    const reading = readAnswer(result, root, wanted, host.label);
    return result.shell ? { ...reading, shell: result.shell } : reading;
  } catch (error) {
    result.shell?.close();
    throw error;
  }
}

function readAnswer(result: CommandResult, root: string, wanted: Wanted, label: string): ServerReading {
  const end = result.stdout.indexOf('\n\n');
  const lines = result.stdout.subarray(0, Math.max(0, end)).toString('utf8').split('\n');
  if (lines[0] === 'no folder')
    throw new ResaltError('CONFIG_NOT_FOUND', `There is no folder ${root} on ${label}. Correct the site's path.`);
  if (result.code !== 0 || result.truncated || end < 0 || !lines[0]?.startsWith('root '))
    throw new ResaltError('COMMAND_FAILED', `Reading the site's files on ${label} gave no usable answer.`);
  return parse(lines, result.stdout.subarray(end + 2), wanted, label);
}

function script(root: string, { files, folders = [], programs = [] }: Wanted): string {
  return [
    'LC_ALL=C; export LC_ALL',
    'read_site() {',
    `cd -- ${shellWord(root)} 2>/dev/null || { printf 'no folder\\n\\n'; return 0; }`,
    `printf 'root '; pwd -P`,
    programs.length > 0 &&
      `for p in ${programs.join(' ')}; do command -v $p >/dev/null 2>&1 && printf 'has %s\\n' $p; done`,
    ...folders.map(
      (folder, index) =>
        `n=0; for e in ${shellWord(folder)}/*; do [ -e "$e" ] || continue; n=$((n+1)); [ $n -gt 2000 ] && break; printf 'entry ${index} %s\\n' "\${e##*/}"; done`,
    ),
    'i=0; who=; set --',
    `for f in ${files.map(shellWord).join(' ')}; do`,
    `  if [ -f "$f" ] && [ -r "$f" ]; then set -- "$@" "$f"; r=; [ -L "$f" ] && r=$(readlink -f -- "$f")`,
    // What the account may do with it: the shell's own tests, no program. Only for a file of another owner or group, who it is.
    `    d=\${r:-$f}; case $d in */*) d=\${d%/*}; d=\${d:-/} ;; *) d=. ;; esac; t=-`,
    `    [ -w "$f" ] && t=\${t}w; [ -w "$d" ] && t=\${t}d; [ -O "$f" ] && t=\${t}O; [ -G "$f" ] && t=\${t}G`,
    `    case $t in *OG) ;; *) who=1 ;; esac; printf 'file %s %s %s\\n' $i $t "$r"`,
    `  elif [ -e "$f" ] || [ -L "$f" ]; then printf 'unreadable %s\\n' $i; else d=\${f%/*}; case $f in */*) [ -d "$d" ] && [ ! -x "$d" ] && printf 'unreadable %s\\n' $i;; esac; fi`,
    '  i=$((i+1))',
    'done',
    // The kernel makes /proc/self at the moment it is asked for: its owner is the account, its time is the server's clock.
    // Starting a program costs the server more than all that one prints.
    `[ -d /proc/self ] && self=/proc/self || { self=; printf 'time '; date +%s; printf 'uid '; id -u; }`,
    `[ $# -gt 0 ] || [ -n "$self" ] && stat -L -c 'stat %s %u %g %a %h %Y' -- "$@" $self`,
    `[ -z "$who" ] || [ -w / ] || { printf 'groups '; id -G; }`,
    `printf '\\n'`,
    `[ $# -gt 0 ] && head -q -c ${largestFile + 1} -- "$@"`,
    // Not an exit: the shell may be wanted for more.
    'return 0\n}\nread_site </dev/null',
  ]
    .filter(Boolean)
    .join('\n');
}

interface Present {
  path: string;
  realPath: string;
  /** Of w (writable), d (its folder is), O and G (owner and group are the account's own). */
  may: string;
}
/** Of one file, as stat tells: size, owner, group, mode, links. */
type Stat = [size: number, uid: number, gid: number, mode: number, links: number, time: number];
interface Account {
  uid: number | null;
  groups: number[];
}

function parse(lines: string[], contents: Buffer, wanted: Wanted, label: string): ServerReading {
  const root = (lines[0] ?? '').slice('root '.length);
  const reading: ServerReading = {
    root,
    now: null,
    uid: null,
    programs: new Set(),
    folders: new Map(),
    files: new Map(),
  };
  for (const file of wanted.files) reading.files.set(file, 'absent');
  for (const folder of wanted.folders ?? []) reading.folders.set(folder, []);
  const present: Present[] = [];
  const stats: Stat[] = [];
  const account: Account = { uid: null, groups: [] };
  for (const line of lines) {
    const [word, first = '', rest = ''] = splitWords(line);
    const path = wanted.files[Number(first)] ?? '';
    if (word === 'time') reading.now = Number(first);
    else if (word === 'has') reading.programs.add(first);
    else if (word === 'entry') reading.folders.get(wanted.folders?.[Number(first)] ?? '')?.push(rest);
    else if (word === 'unreadable') reading.files.set(path, 'unreadable');
    else if (word === 'file') {
      const [may = '', realPath = ''] = cut(rest);
      present.push({ path, may, realPath: realPath || absolute(root, path) });
    } else if (word === 'stat') {
      const [uid, gid, mode, links, time] = rest.split(' ');
      stats.push([
        Number(first),
        Number(uid),
        Number(gid),
        Number.parseInt(mode ?? '', 8),
        Number(links),
        Number(time),
      ]);
    } else if (word === 'uid') account.uid = Number(first);
    else if (word === 'groups') account.groups = [first, ...rest.split(' ')].map(Number);
  }
  const self = stats.length > present.length ? stats.pop() : undefined;
  if (self) {
    account.uid = self[1];
    reading.now = self[5];
  }
  reading.uid = account.uid;
  takeContents(reading, present, stats, account, contents, label);
  return reading;
}

function takeContents(
  reading: ServerReading,
  present: Present[],
  stats: Stat[],
  account: Account,
  contents: Buffer,
  label: string,
): void {
  let offset = 0;
  for (const [index, { path, realPath, may }] of present.entries()) {
    const stat = stats[index] ?? [Number.NaN, 0, 0, 0, 1, 0];
    const size = Math.min(stat[0], largestFile + 1);
    const bytes = contents.subarray(offset, offset + size);
    const writing = writeFacts(may, stat, account);
    reading.files.set(path, size > largestFile ? 'unreadable' : { bytes: Buffer.from(bytes), realPath, writing });
    offset += size;
  }
  if (offset !== contents.length || stats.length !== present.length)
    throw new ResaltError('COMMAND_FAILED', `A file changed on ${label} while it was read. Try again.`);
}

function writeFacts(may: string, [, , gid, mode, links]: Stat, account: Account): WriteFacts {
  const root = account.uid === 0;
  const own = may.includes('O');
  const file = may.includes('w');
  return {
    file,
    folder: may.includes('d'),
    ownerStays: root || (own && (may.includes('G') || account.groups.includes(gid))),
    locked: !file && (root || (own && (mode & 0o200) !== 0)),
    links,
    ...(own && may.includes('G') && { mode: mode & 0o7777 }),
    renamesOver: true,
  };
}

function splitWords(line: string): string[] {
  const [word = '', rest] = cut(line);
  return rest === undefined ? [word] : [word, ...cut(rest)];
}

function cut(text: string): string[] {
  const at = text.indexOf(' ');
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}
