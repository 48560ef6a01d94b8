import { chown, copyFile, cp, lchown, mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isRoot, web } from './processes/account.ts';

const OWN = fileURLToPath(new URL('./wordpress/', import.meta.url));
/** Folders of wp-admin in which no page starts: they can be shared. A page finds its site by where its own file is. */
const SHARED_ADMIN = new Set(['css', 'images', 'includes', 'js']);

/**
 * Lays out one site's files in `docroot`: every file that finds the site by its place, and every file that a tool looks for, is
 * the site's own; the rest of WordPress are links into `core`, so that 50 sites are made in a moment and OPcache holds them once.
 */
export async function layOut(
  core: string,
  docroot: string,
  parts: { config: string; objectCache: boolean },
): Promise<void> {
  const folders = [
    '',
    'wp-includes',
    'wp-admin',
    'wp-content',
    'plugins',
    'mu-plugins',
    'themes',
    'uploads',
    'upgrade',
  ];
  const content = new Set(['plugins', 'mu-plugins', 'themes', 'uploads', 'upgrade']);
  for (const name of folders)
    await mkdir(join(docroot, content.has(name) ? 'wp-content' : '', name), { recursive: true });
  for (const entry of await readdir(core))
    if (entry.endsWith('.php')) await copyFile(join(core, entry), join(docroot, entry));
  for (const entry of await readdir(join(core, 'wp-admin')))
    if (SHARED_ADMIN.has(entry)) await symlink(join(core, 'wp-admin', entry), join(docroot, 'wp-admin', entry));
    else await cp(join(core, 'wp-admin', entry), join(docroot, 'wp-admin', entry), { recursive: true });
  for (const entry of await readdir(join(core, 'wp-includes')))
    if (entry === 'version.php') await copyFile(join(core, 'wp-includes', entry), join(docroot, 'wp-includes', entry));
    else await symlink(join(core, 'wp-includes', entry), join(docroot, 'wp-includes', entry));
  await cp(join(OWN, 'theme'), join(docroot, 'wp-content/themes/fleet'), { recursive: true });
  for (const folder of ['', 'plugins', 'themes'])
    await writeFile(join(docroot, 'wp-content', folder, 'index.php'), '<?php\n// Silence is golden.\n');
  if (parts.objectCache) await copyFile(join(OWN, 'object-cache.php'), join(docroot, 'wp-content/object-cache.php'));
  await writeFile(join(docroot, 'wp-config.php'), parts.config, { mode: 0o640 });
  if (isRoot) await handOver(docroot);
}

/** Gives a folder and all in it to the web account. */
async function handOver(folder: string): Promise<void> {
  await chown(folder, web.uid, web.gid);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await handOver(path);
    else await lchown(path, web.uid, web.gid);
  }
}
