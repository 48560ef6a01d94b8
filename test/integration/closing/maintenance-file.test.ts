import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Site } from '../../../src-main/contract/sites.ts';
import { localHost } from '../../../src-main/hosts/local.ts';
import { isUpdateUnderWay, readMaintenance } from '../../../src-main/operations/steps/maintenance-file.ts';
import type { Configuration } from '../../../src-main/operations/steps/read-configuration.ts';
import { openFiles } from '../../../src-main/operations/steps/site-files.ts';
import type { Story } from '../../../src-main/operations/story.ts';
import type { Tools } from '../../../src-main/operations/tools.ts';

describe('where WordPress looks for .maintenance', () => {
  let dir = '';
  beforeEach(async () => {
    dir = await realpath(await mkdtemp(join(tmpdir(), 'resalt-abspath-')));
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));

  const site = { name: 'shop' } as Site;
  const look = (root: string, coreFolder = '') =>
    readMaintenance({ site, host: localHost, configuration: { root, coreFolder } as Configuration });
  const wordpress = async (folder: string) => {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'wp-load.php'), '<?php');
  };

  it('is the site’s folder, or WordPress’s own in it', async () => {
    await wordpress(dir);
    await wordpress(join(dir, 'wp'));
    expect((await look(dir)).place).toMatchObject({ folder: dir, name: '.maintenance' });
    expect((await look(dir, 'wp')).place).toMatchObject({ folder: join(dir, 'wp'), within: dir });
  });

  it('may be behind a link, within the site', async () => {
    await wordpress(join(dir, 'releases/7/core'));
    await symlink('core', join(dir, 'releases/7/wp'));
    await writeFile(join(dir, 'releases/7/core/.maintenance'), 'there');
    const { found } = await look(join(dir, 'releases/7'), 'wp');
    expect(found?.bytes.toString()).toBe('there');
  });

  it('is refused where WordPress lies outside: others may use it', async () => {
    await wordpress(join(dir, 'shared'));
    await mkdir(join(dir, 'site'));
    await symlink('../shared/wp-load.php', join(dir, 'site/wp-load.php'));
    await expect(look(join(dir, 'site'))).rejects.toMatchObject({ code: 'NOT_ALLOWED_HERE', message: /other sites/ });
    await symlink('../shared', join(dir, 'site/wp'));
    await expect(look(join(dir, 'site'), 'wp')).rejects.toMatchObject({ message: /other sites/ });
  });

  it('is refused where there is no WordPress, or what stands there can’t be kept', async () => {
    await expect(look(dir)).rejects.toMatchObject({ code: 'CONFIG_NOT_FOUND' });
    await wordpress(dir);
    await symlink('/etc/passwd', join(dir, '.maintenance'));
    await expect(look(dir)).rejects.toMatchObject({ code: 'NOT_ALLOWED_HERE', message: /link/ });
    await rm(join(dir, '.maintenance'));
    await writeFile(join(dir, '.maintenance'), Buffer.alloc(600_000));
    await expect(look(dir)).rejects.toMatchObject({ message: /500 kB/ });
  });

  it('is nowhere where a site is reached by its database alone', async () => {
    const alone = { name: 'shop', ssh: null, local: false, path: '/srv' } as Site;
    const story = { step: (_: string, work: () => Promise<unknown>) => work() } as unknown as Story;
    await expect(openFiles(alone, {} as Tools, story, 'that is a file.')).rejects.toMatchObject({
      code: 'NOT_ALLOWED_HERE',
      message: /database alone: that is a file/,
    });
  });

  it('knows an update that is under way', () => {
    const file = (text: string) => ({ bytes: Buffer.from(text), mode: 0, uid: 0, gid: 0, mtime: null });
    expect(isUpdateUnderWay(file('<?php $upgrading = 1000; ?>'), 1599)).toBe(true);
    expect(isUpdateUnderWay(file('<?php $upgrading = 1000; ?>'), 1600)).toBe(false);
    expect(isUpdateUnderWay(file('<?php $upgrading = time();'), 1000)).toBe(false);
  });
});
