import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Host } from '../../src-main/hosts/host.ts';
import { localHost } from '../../src-main/hosts/local.ts';
import { sha256, swapFile } from '../../src-main/operations/steps/swap-file.ts';

const programs =
  'basename cat chgrp chmod chown cp dd getfacl id ln ls mkdir mv readlink rm setfacl sha256sum stat touch wc'.split(
    ' ',
  );

it('an ordinary swap starts four programs: starting them is most of what it costs the server', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'resalt-cost-'));
  const [site, bin, log] = [join(dir, 'site'), join(dir, 'bin'), join(dir, 'log')];
  try {
    for (const folder of [site, bin]) await mkdir(folder);
    for (const name of programs) {
      await writeFile(join(bin, name), `#!/bin/sh\necho ${name} >> ${log}\nPATH=\${PATH#*:} exec ${name} "$@"\n`);
      await chmod(join(bin, name), 0o755);
    }
    const target = join(site, 'wp-config.php');
    await writeFile(target, 'old');
    const watched: Host = {
      ...localHost,
      run: (script, options) => localHost.run(`PATH=${bin}:$PATH; export PATH\n${script}`, options),
    };
    const shaBefore = sha256(Buffer.from('old'));
    const { mode } = await stat(target);
    await swapFile(watched, { path: target, shaBefore, after: Buffer.from('new'), mode });
    expect(await readFile(target, 'utf8')).toBe('new');
    const started = (await readFile(log, 'utf8')).trim().split('\n');
    expect(started).toEqual(['ls', 'dd', 'sha256sum', 'mv']);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
});
