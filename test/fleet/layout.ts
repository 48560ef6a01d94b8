import {
  chownSync,
  copyFileSync,
  cpSync,
  lchownSync,
  mkdirSync,
  readdirSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isRoot, web } from './processes/account.ts';

const OWN = fileURLToPath(new URL('./wordpress/', import.meta.url));
/** Folders of wp-admin in which no page starts: they can be shared. A page finds its site by where its own file is. */
const SHARED_ADMIN = new Set(['css', 'images', 'includes', 'js']);

/**
 * Lays out one site's files in `docroot`: every file that finds the site by its place, and every file that a tool looks for, is
 * the site's own; the rest of WordPress are links into `core`, so that 50 sites are made in a moment and OPcache holds them once.
 * Without promises inside: a thousand of them a site would cost several times what they wait for.
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
    mkdirSync(join(docroot, content.has(name) ? 'wp-content' : '', name), { recursive: true });
  for (const entry of readdirSync(core))
    if (entry.endsWith('.php')) copyFileSync(join(core, entry), join(docroot, entry));
  for (const entry of readdirSync(join(core, 'wp-admin')))
    if (SHARED_ADMIN.has(entry)) symlinkSync(join(core, 'wp-admin', entry), join(docroot, 'wp-admin', entry));
    else cpSync(join(core, 'wp-admin', entry), join(docroot, 'wp-admin', entry), { recursive: true });
  for (const entry of readdirSync(join(core, 'wp-includes')))
    if (entry === 'version.php') copyFileSync(join(core, 'wp-includes', entry), join(docroot, 'wp-includes', entry));
    else symlinkSync(join(core, 'wp-includes', entry), join(docroot, 'wp-includes', entry));
  cpSync(join(OWN, 'theme'), join(docroot, 'wp-content/themes/fleet'), { recursive: true });
  for (const folder of ['', 'plugins', 'themes'])
    writeFileSync(join(docroot, 'wp-content', folder, 'index.php'), '<?php\n// Silence is golden.\n');
  if (parts.objectCache) copyFileSync(join(OWN, 'object-cache.php'), join(docroot, 'wp-content/object-cache.php'));
  writeFileSync(join(docroot, 'wp-config.php'), parts.config, { mode: 0o640 });
  if (isRoot) handOver(docroot);
}

/** Gives a folder and all in it to the web account. */
function handOver(folder: string): void {
  chownSync(folder, web.uid, web.gid);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) handOver(path);
    else lchownSync(path, web.uid, web.gid);
  }
}
