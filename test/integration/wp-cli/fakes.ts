import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

/** Finds the site as WP-CLI would and notes who was called, from where and with what. */
const begin = `#!/bin/sh
for word; do case $word in --path=*) file=\${word#--path=}/wp-config.php ;; esac; done
bin=\${0%/*}; echo "$(id -u) $PWD $*" >> "$bin/calls"
shuffle() {
  php -r '
    $line = "/^(define\\(\\s*.(?:AUTH|SECURE_AUTH|LOGGED_IN|NONCE)_(?:KEY|SALT).,\\s*.)(.*)(\\x27\\s*\\);)/m";
    $next = fn($m) => $m[1] . bin2hex(random_bytes(32)) . $m[3];
    file_put_contents($argv[1], preg_replace_callback($line, $next, file_get_contents($argv[1]), (int) $argv[2]));
  ' "$file" "$1"
}
wait_for_ever() { echo $$ > "$bin/pid"; exec sleep 600; }
`;
const success = `echo 'Success: Shuffled the salt keys.'\n`;

/** What a server may have under the name wp. */
export const fakes = {
  honest: `${begin}shuffle 8; ${success}`,
  'says Success and does nothing': `${begin}${success}`,
  'rotates seven of eight': `${begin}shuffle 7; ${success}`,
  'rotates and changes more': `${begin}shuffle 8; sed -i "s/^define( 'WP_DEBUG', false/define( 'WP_DEBUG', true/" "$file"; ${success}`,
  'breaks the file': `${begin}head -c 2000 "$file" > "$bin/half.$$"; cat "$bin/half.$$" > "$file"; ${success}`,
  'removes the file': `${begin}rm "$file"; ${success}`,
  'does what it should and fails': `${begin}shuffle 8; echo 'Error: something'; exit 1\n`,
  'fails for a reason that is known': `${begin}echo 'Reason: Unable to locate placement anchor. <b>hostile</b>'; exit 1\n`,
  hangs: `${begin}wait_for_ever\n`,
  'prints without end': `${begin}trap '' PIPE; echo $$ > "$bin/pid"; while :; do echo 'Success: Shuffled'; done 2>&1\n`,
  'rotates, then hangs': `${begin}shuffle 8; wait_for_ever\n`,
  'breaks the file, then hangs': `${begin}printf '<?php def' > "$file"; wait_for_ever\n`,
  'rotates three, then hangs': `${begin}shuffle 3; wait_for_ever\n`,
} as const;
export type FakeName = keyof typeof fakes;

/** The folder of a server's programs, with the one wp in it that is wished for. */
export interface Programs {
  install(text: string | null): Promise<void>;
  /** Every call since the last install, a line each: account, working folder, words. */
  calls(): Promise<string[]>;
  /** Whether the process that waits for ever is there, once it has told its number. */
  waits(): Promise<boolean>;
}

export async function programsIn(bin: string): Promise<Programs> {
  await mkdir(bin, { recursive: true });
  await chmod(bin, 0o777);
  const at = (name: string) => join(bin, name);
  const read = (name: string) => readFile(at(name), 'utf8').catch(() => '');
  return {
    async install(text) {
      for (const name of ['wp', 'calls', 'pid']) await rm(at(name), { force: true });
      if (text !== null) await writeFile(at('wp'), text, { mode: 0o755 });
    },
    calls: async () => (await read('calls')).split('\n').filter(Boolean),
    async waits() {
      const pid = (await read('pid')).trim();
      return pid !== '' && existsSync(`/proc/${pid}`);
    },
  };
}

/** This machine may have a real one. */
export const hasOwnWp = (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, 'wp')));
