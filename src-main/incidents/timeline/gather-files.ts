import { ResaltError } from '../../contract/failures.ts';
import type { OpenSite } from '../../operations/steps/look.ts';
import { plainConstant } from '../../operations/steps/read-configuration.ts';
import { dotted } from '../../operations/steps/scan-script.ts';
import { shellWord } from '../../operations/steps/shell-word.ts';
import { systemPrograms } from '../../operations/steps/system-programs.ts';
import { textOfPath } from '../../wordpress/files/path-text.ts';
import { placesOf } from '../../wordpress/files/places.ts';
import { type Draft, draft, unixText } from './draft.ts';
import { type Gathered, isIn, type Window } from './gathered.ts';

const mostBytes = 16 << 20;
/** More files of one folder within a few minutes are an update, and stand as one. */
const mostAlone = 20;
const togetherMs = 180_000;

/** A file that was written or changed lately. Times are Unix seconds. */
export interface ChangedFile {
  path: string;
  size: number;
  mtime: number;
  ctime: number;
}

/** Files of the site that were changed since, by their times: all where code belongs, PHP alone in uploads and caches. Starts nothing of the site's. */
export async function gatherFiles(open: OpenSite, window: Window): Promise<Gathered> {
  const base = {
    source: 'file' as const,
    from: 'Times of the site’s files',
    clock: `Unix time of the server. The time of a content can be set at will, that of the last change to a file (ctime) only with the server’s clock. ${window.clocks.words}`,
  };
  const { host, configuration } = open;
  if (!host || !configuration) return { ...base, drafts: [], lacks: 'The site’s files are not in reach.' };
  const places = placesOf(configuration.root, (name) => plainConstant(configuration.understood, name));
  const apart = [places.content, places.plugins, places.muPlugins, places.uploads].filter((path) =>
    path.startsWith('/'),
  );
  const days = Math.ceil((window.to - window.from) / 86_400_000) + 1;
  try {
    const { stdout } = await host.run(script(configuration.root, apart, days), {
      timeoutMs: 200_000,
      silenceMs: 200_000,
      maxBytes: mostBytes + 4096,
    });
    const read = readChanged(stdout);
    const lacks = read.whole
      ? null
      : 'More files were changed than Resalt lists, or the list broke off: not all of them are here.';
    return { ...base, drafts: draftsOf(read.files, window), lacks };
  } catch (error) {
    if (!(error instanceof ResaltError) || (error.code !== 'NOT_ALLOWED_HERE' && error.code !== 'TIMED_OUT'))
      throw error;
    const why =
      error.code === 'TIMED_OUT'
        ? 'The files could not be listed in time.'
        : 'The account has no shell: files’ times can’t be listed.';
    return { ...base, drafts: [], lacks: why };
  }
}

const script = (root: string, apart: readonly string[], days: number): string => {
  const wanted = `-type f \\( -mtime -${days} -o -ctime -${days} \\) \\( -name '*.ph*' -o -name '*.inc' -o -name '.htaccess' -o -name '.user.ini' -o ! -path '*/uploads/*' ! -path '*/cache/*' \\)`;
  const places = ['.', ...apart.map(dotted)].map(shellWord).join(' ');
  return `${systemPrograms}
cd -- ${shellWord(root)} 2>/dev/null || exit 0
n=; command -v nice >/dev/null 2>&1 && n='nice -n 10'
list() {
  if find . -maxdepth 0 -printf '' 2>/dev/null; then
    $n find -H ${places} ${wanted} -printf '%s %T@ %C@ %p\\0' 2>/dev/null
  else
    if stat -c %s . >/dev/null 2>&1; then s='stat -c'; q='%s %Y %Z'; else s='stat -f'; q='%z %m %c'; fi; export s q
    $n find -H ${places} ${wanted} -exec sh -c 'for f; do o=$($s "$q" "$f") && printf "%s %s\\0" "$o" "$f"; done' sh {} + 2>/dev/null
  fi
}
list | head -c ${mostBytes}; printf 'end'`;
};

/** "size mtime ctime ./path" NUL for each, and "end". */
export function readChanged(stdout: Buffer): { files: ChangedFile[]; whole: boolean } {
  const files: ChangedFile[] = [];
  let from = 0;
  for (let at = stdout.indexOf(0); at >= 0; at = stdout.indexOf(0, from)) {
    const field = stdout.subarray(from, at);
    from = at + 1;
    const [head, size, mtime, ctime] =
      /^(\d{1,16}) (-?\d{1,12})(?:\.\d{1,12})? (-?\d{1,12})(?:\.\d{1,12})? /.exec(field.toString('latin1', 0, 80)) ??
      [];
    if (head === undefined) continue;
    const path = textOfPath(field.subarray(head.length)).replace(/^\.\//, '');
    files.push({ path, size: Number(size), mtime: Number(mtime), ctime: Number(ctime) });
  }
  return { files, whole: stdout.toString('latin1', from) === 'end' };
}

export function draftsOf(files: readonly ChangedFile[], window: Window): Draft[] {
  const drafts: Draft[] = [];
  const corrected = (seconds: number) => seconds * 1000 - window.clocks.offsetMs;
  for (const { path, size, mtime, ctime } of files) {
    const about = { source: 'file', path } as const;
    if (isIn(window, corrected(ctime)))
      drafts.push(
        draft({
          ...about,
          at: corrected(ctime),
          asWritten: `ctime ${unixText(ctime)}`,
          kind: 'file changed',
          what: `${path} (${size} bytes) was written, moved or given other rights`,
        }),
      );
    // The same write, unless the one was set or the file was touched again later.
    if (isIn(window, corrected(mtime)) && Math.abs(ctime - mtime) > 5)
      drafts.push(
        draft({
          ...about,
          at: corrected(mtime),
          asWritten: `mtime ${unixText(mtime)}`,
          kind: 'file dated',
          what: `${path} (${size} bytes) says that it was written then; its last change was later`,
          doubtful: true,
        }),
      );
  }
  return drafts;
}

/** Updates as one entry each. Files that are marked stay alone: `keep` says which. */
export function together(drafts: readonly Draft[], keep: (one: Draft) => boolean): Draft[] {
  const groups: Draft[][] = [];
  const latest = new Map<string, Draft[]>();
  const alone: Draft[] = [];
  for (const one of [...drafts].sort((a, b) => a.at - b.at)) {
    if (one.source !== 'file' || keep(one)) {
      alone.push(one);
      continue;
    }
    const key = `${one.kind} ${folderOf(one.path ?? '')}`;
    const before = latest.get(key);
    if (before?.[0] && one.at - before[0].at <= togetherMs) before.push(one);
    else {
      const group = [one];
      groups.push(group);
      latest.set(key, group);
    }
  }
  return [...alone, ...groups.flatMap((group) => (group.length <= mostAlone ? group : asOne(group)))];
}

function asOne(group: Draft[]): Draft[] {
  const [first] = group;
  if (!first) return [];
  const folder = folderOf(first.path ?? '') || 'the site’s folder';
  const names = group.slice(0, 5).map(({ path }) => path);
  return [
    { ...first, path: null, kind: 'files changed', what: `${group.length} files in ${folder}, as ${names.join(', ')}` },
  ];
}

/** The plugin, theme or part of WordPress that a file belongs to. */
export function folderOf(path: string): string {
  const parts = path.split('/');
  const own = /(^|\/)(plugins|themes|mu-plugins)\/[^/]+\//.exec(path);
  if (own) return path.slice(0, own.index + own[0].length - 1);
  return parts.slice(0, Math.min(2, parts.length - 1)).join('/');
}
