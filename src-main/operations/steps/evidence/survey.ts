import { ResaltError } from '../../../contract/failures.ts';
import type { Host } from '../../../hosts/host.ts';
import type { Configuration } from '../read-configuration.ts';
import { shellWord } from '../shell-word.ts';
import { systemPrograms } from '../system-programs.ts';

/** What the server has to keep evidence with. */
export interface Survey {
  gzip: boolean;
  /** GNU's find, which tells of files by itself, and a sha256sum that puts a NUL behind a name. */
  gnu: boolean;
  sha256: boolean;
  /** The path of mariadb-dump or mysqldump; null where the account finds none. */
  dump: string | null;
  /** How many files there are about; null where counting took too long. */
  files: number | null;
  /** Seconds by which the server's clock is ahead of this machine's. */
  clockAhead: number | null;
}

const script = (root: string) => `${systemPrograms}
has() { command -v "$1" >/dev/null 2>&1 && printf '%s\\n' "$2"; }
has gzip gzip; has sha256sum sha256
find . -maxdepth 0 -printf '' -readable 2>/dev/null && printf x | sha256sum -z >/dev/null 2>&1 && echo gnu
for p in mariadb-dump mysqldump /usr/local/bin/mariadb-dump /usr/local/bin/mysqldump /usr/local/mysql/bin/mysqldump; do
  command -v "$p" >/dev/null 2>&1 && { printf 'dump %s\\n' "$(command -v "$p")"; break; }
done
t=; timeout 9 true >/dev/null 2>&1 && t='timeout 15'
n=$($t find ${shellWord(root)} -type f 2>/dev/null | wc -l); [ "$?" = 0 ] && printf 'files %s\\n' "$n"
printf 'clock %s\\n' "$(date +%s)"`;

/** Asks the server in one command. Null where it has no shell for this account (SFTP only). */
export async function surveyServer(
  host: Host,
  { root }: Pick<Configuration, 'root'>,
  clock: () => Date,
): Promise<Survey | null> {
  try {
    const { stdout } = await host.run(script(root), { maxBytes: 4096 });
    const here = clock().getTime() / 1000;
    const lines = stdout.toString('latin1').split('\n');
    const told = (word: string) => lines.find((line) => line.startsWith(`${word} `))?.slice(word.length + 1) ?? null;
    const dump = told('dump');
    const [files, there] = [Number(told('files') ?? Number.NaN), Number(told('clock') ?? Number.NaN)];
    return {
      gzip: lines.includes('gzip'),
      gnu: lines.includes('gnu'),
      sha256: lines.includes('sha256'),
      dump: dump !== null && /^\/[\w./+-]+$/.test(dump) ? dump : null,
      files: Number.isSafeInteger(files) ? files : null,
      clockAhead: Number.isFinite(there) ? Math.round(there - here) : null,
    };
  } catch (error) {
    if (error instanceof ResaltError && error.code === 'NOT_ALLOWED_HERE') return null;
    throw error;
  }
}
