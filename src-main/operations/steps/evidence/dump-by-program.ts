import { randomBytes } from 'node:crypto';
import { ResaltError } from '../../../contract/failures.ts';
import type { DatabaseTarget } from '../../../hosts/database.ts';
import { loginOptions, optionFile, optionsInto } from '../../../hosts/mysql-client-script.ts';
import { shellQuote } from '../../../hosts/shell-script.ts';
import type { Measured } from '../../../store/evidence/measure.ts';
import { systemPrograms } from '../system-programs.ts';

export interface ProgramDump {
  script: string;
  /** The options with the password; they are in no process list, no environment and no file. */
  stdin: Buffer;
  /** Looks at the end of what came: COMMAND_FAILED unless every dump in it ended well. */
  check(measured: Measured): void;
}

/** Of both mariadb-dump and mysqldump, old and new; what only one of them knows is "loose". */
const always = [
  ...['--single-transaction', '--quick', '--skip-lock-tables', '--hex-blob', '--no-tablespaces', '--skip-dump-date'],
  ...['--max-allowed-packet=1G', '--loose-column-statistics=0', '--loose-set-gtid-purged=OFF'],
];

/** Dumps by the server's own program, one after the other, packed where the server has gzip. Words of a dump: options, then `--`, database, tables. */
export function programDump(
  program: string,
  target: DatabaseTarget,
  dumps: readonly { options: readonly string[]; tables: readonly string[] }[],
  gzip: boolean,
): ProgramDump {
  const mark = randomBytes(16).toString('hex');
  const words = ({ options, tables }: (typeof dumps)[number]) =>
    [...always, ...options, '--', target.database, ...tables].map(shellQuote).join(' ');
  const each = dumps.map((dump) => `dump ${words(dump)} || bad=$?`).join('\n');
  const script = `${systemPrograms}
${optionsInto(target)}
dump() { printf %s "$c" | { exec 3<&0 </dev/null; exec ${shellQuote(program)} --defaults-file=/dev/fd/3 "$@" 2>/dev/null; }; }
all() {
bad=0
${each}
printf '\\n-- ended with %s, ${mark}\\n' "$bad"
}
all${gzip ? ' | gzip -1 -c' : ''}`;
  return {
    script,
    stdin: Buffer.from(`${optionFile(loginOptions(target))}.\n`),
    check({ tail }) {
      const end = /\n-- ended with (\d+), ([0-9a-f]{32})\n$/.exec(tail.toString('latin1'));
      if (end?.[2] !== mark) throw new ResaltError('COMMAND_FAILED', 'The dump did not come to its end.');
      if (end[1] !== '0') throw new ResaltError('COMMAND_FAILED', `${program} ended with ${end[1]}.`, 'never');
    },
  };
}
