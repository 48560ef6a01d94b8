import { open, readlink } from 'node:fs/promises';

/**
 * Loaded before Resalt (`node --import`): kills this very process (SIGKILL) by its n-th writing to the disk of what is acknowledged in runs, incidents or evidence.
 * RESALT_TEST_DIE is `n:before` or `n:MS`, milliseconds after it.
 */
const [count, when] = (process.env.RESALT_TEST_DIE ?? '').split(':');
let left = Number(count);
const die = () => process.kill(process.pid, 'SIGKILL');

const probe = await open(import.meta.filename);
const handles = Object.getPrototypeOf(probe);
await probe.close();
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
