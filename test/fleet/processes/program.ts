import { existsSync, readdirSync } from 'node:fs';

/** Daemons live in sbin folders, which are not on an ordinary user's PATH. */
const FOLDERS = [...(process.env.PATH ?? '').split(':'), '/usr/local/sbin', '/usr/sbin', '/sbin', '/usr/bin'];

/** The full path of a program by name or pattern (the highest version wins); says the Debian package when it is missing. */
export function program(name: string | RegExp, debianPackage: string): string {
  for (const folder of new Set(FOLDERS)) {
    if (!folder || !existsSync(folder)) continue;
    if (typeof name === 'string' ? existsSync(`${folder}/${name}`) : false) return `${folder}/${name}`;
    if (typeof name === 'string') continue;
    const fits = readdirSync(folder).filter((entry) => name.test(entry));
    const best = fits.sort((a, b) => a.localeCompare(b, 'en', { numeric: true })).at(-1);
    if (best) return `${folder}/${best}`;
  }
  throw new Error(`${name} is not installed: apt-get install ${debianPackage} (or run: node test/machine/prepare.mjs)`);
}
