import fs, { readlinkSync } from 'node:fs';
import { open, readlink } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';

/**
 * Loaded before Resalt (`node --import`): kills this very process (SIGKILL) by its n-th writing to the disk of what is acknowledged in runs, incidents or evidence.
 * RESALT_TEST_DIE is `n:before` or `n:MS`, milliseconds after it. With RESALT_TEST_DIE_IN, a folder, what counts is each line or file that is made durable in there, no log that
 * is only opened; then always before.
 */
const [count, when] = (process.env.RESALT_TEST_DIE ?? '').split(':');
const folder = process.env.RESALT_TEST_DIE_IN ?? '';
let left = Number(count);
const die = () => process.kill(process.pid, 'SIGKILL');

const probe = await open(import.meta.filename);
const handles = Object.getPrototypeOf(probe);
await probe.close();
if (folder !== '') {
  const isIn = (fd) => readlinkSync(`/proc/self/fd/${fd}`).startsWith(`${folder}/`);
  const { datasync } = handles;
  handles.datasync = function () {
    if (isIn(this.fd) && --left === 0) die();
    return datasync.call(this);
  };
  const { fsync } = fs;
  fs.fsync = (fd, done) => {
    if (isIn(fd) && --left === 0) die();
    fsync(fd, done);
  };
  syncBuiltinESMExports();
} else
  for (const name of ['datasync', 'sync']) {
    const sync = handles[name];
    handles[name] = async function () {
      const path = await readlink(`/proc/self/fd/${this.fd}`).catch(() => '');
      const last = /\/(runs|incidents|evidence)(\/|$)/.test(path) && --left === 0;
      if (last && when === 'before') die();
      await sync.call(this);
      if (last) setTimeout(die, Number(when));
    };
  }
