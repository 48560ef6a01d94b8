import { execFileSync } from 'node:child_process';
import { chmod, chown, mkdir, mkdtemp, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Host } from '../../src-main/hosts/host.ts';
import { localHost } from '../../src-main/hosts/local.ts';
import type { OfficialChecksums } from '../../src-main/hosts/official-checksums.ts';
import { shellQuote } from '../../src-main/hosts/shell-script.ts';
import { readConfiguration } from '../../src-main/operations/steps/read-configuration.ts';
import { scanFiles } from '../../src-main/operations/steps/scan-files.ts';
import { largestText } from '../../src-main/wordpress/file-reading.ts';
import { textOfPath } from '../../src-main/wordpress/files/path-text.ts';
import { asNobody, nobody } from './as-nobody.ts';
import { md5 } from './audit/official-server.ts';

const none = { list: null, why: 'none here', published: false } as const;
const official: OfficialChecksums = {
  core: async () => ({ list: new Map([['wp-load.php', md5('<?php // load\n')]]) }),
  plugin: async () => none,
};
const scan = async (host: Host, root: string) =>
  scanFiles(host, await readConfiguration(host, root), official, { offline: true });

/** A site whose names are as nasty as a file system allows. */
async function makeSite(root: string): Promise<void> {
  const at = (path: string | Buffer) => Buffer.concat([Buffer.from(`${root}/`), Buffer.from(path)]);
  for (const folder of [
    'wp-admin',
    'wp-includes',
    'wp-content/uploads/-rf',
    'wp-content/plugins/a',
    'elsewhere/js/deep',
    'elsewhere/plugin',
  ])
    await mkdir(at(folder), { recursive: true });
  const put = (path: string | Buffer, text: string | Buffer) => writeFile(at(path), text);
  await put('wp-config.php', "<?php\n$table_prefix = 'wp_';\nrequire __DIR__ . '/wp-settings.php';\n");
  await put('wp-settings.php', '<?php\n');
  await put('wp-load.php', '<?php // changed\n');
  await put('wp-includes/version.php', "<?php\n$wp_version = '6.8.1';\n$wp_local_package = 'nl_NL';\n");
  // md5sum would print a line that gives wp-load.php the right hash.
  await put(`wp-admin/x\n${md5('<?php // load\n')}  .`, 'a');
  await mkdir(at(`wp-admin/y\n${md5('<?php // load\n')}  .`));
  await put(`wp-admin/y\n${md5('<?php // load\n')}  ./wp-load.php`, 'a');
  await put('wp-content/uploads/a\nb.php', '<?php f();');
  await put(Buffer.from([...Buffer.from('wp-content/uploads/'), 0xff, 0xfe, ...Buffer.from('.php')]), '<?php f();');
  await put('wp-content/uploads/-rf/-n.php', '<?php f();');
  await put('wp-content/uploads/$(touch pwned)`touch pwned`\';"\\.php', '<?php f();');
  await put('wp-content/uploads/\u001b[31mred.php', '<?php // quiet');
  await put('wp-content/uploads/nul.php', Buffer.from("<?php return ['a\\\0', f(), ''];"));
  await put('wp-content/plugins/a/a.php', '<?php\n/* Plugin Name: A\nVersion: 3 */');
  await put('wp-content/plugins/a/Cache.PHP', '<?php @eval($_POST["x"]);');
  await put('wp-content/plugins/a/b\nc.php', '<?php @eval($_POST["x"]);');
  await put('wp-content/plugins/a/honest.php', '<?php function a_honest() { return 1; }');
  await put('wp-content/plugins/index.php', '<?php f();');
  await put('elsewhere/plugin/.htaccess', 'SetHandler application/x-httpd-php\n');
  await put('elsewhere/plugin/x.php', '<?php $f = $_COOKIE["f"]; $f();');
  await put('.htaccess', 'Deny from all\n');
  await put('wp-content/uploads/.htaccess', `${'x'.repeat(largestText + 1)}`);
  await put('elsewhere/js/a.js', 'js');
  await put('elsewhere/js/deep/b.js', 'js');
  await symlink('../elsewhere/js', at('wp-includes/js'));
  await symlink('../../elsewhere/plugin', at('wp-content/plugins/linked'));
  await symlink('self', at('wp-content/uploads/self'));
  await symlink('..', at('wp-content/uploads/up'));
  await symlink('../elsewhere/js/a.js', at('wp-includes/linked.js'));
  await symlink('/dev/zero', at('wp-includes/zero.php'));
  await symlink('nowhere', at('wp-content/uploads/broken'));
  await symlink(Buffer.from([0x2f, 0xff]), at('wp-content/uploads/odd'));
  execFileSync('mkfifo', [`${root}/wp-includes/pipe.php`]);
  await utimes(at('wp-load.php'), 1_700_000_000, 1_700_000_000);
  await chmod(at('wp-load.php'), 0o646);
}

describe.each(['GNU', 'BusyBox'])('a scan with programs of %s', (kind) => {
  let dir: string;
  let root: string;
  let host: Host = localHost;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'resalt-scan-'));
    root = join(dir, 'site');
    await makeSite(root);
    if (kind === 'GNU') return;
    const bin = join(dir, 'bin');
    await mkdir(bin);
    execFileSync('busybox', ['--install', '-s', bin]);
    const run: Host['run'] = (script, options) =>
      localHost.run(`PATH=${bin}; export PATH; exec ${bin}/sh -c ${shellQuote(script)}`, options);
    host = { ...localHost, run };
  });
  afterAll(() => rm(dir, { recursive: true, force: true }));

  it('lists exactly what find lists, whatever the names are', async () => {
    const { files } = await scan(host, root);
    const printed = execFileSync('find', ['.', '-mindepth', '1', '-print0'], { cwd: root });
    const names: string[] = [];
    for (let at = 0; at < printed.length; at = printed.indexOf(0, at) + 1)
      names.push(textOfPath(printed.subarray(at + 2, printed.indexOf(0, at))));
    const linked = ['.htaccess', 'x.php'].map((name) => `wp-content/plugins/linked/${name}`);
    const behind = [...linked, 'wp-includes/js/a.js', 'wp-includes/js/deep', 'wp-includes/js/deep/b.js'];
    expect([...(files?.entries.keys() ?? [])].sort()).toEqual([...names, ...behind].sort());
  });

  it('reads sizes, times, rights and links', async () => {
    const { files } = await scan(host, root);
    expect(files?.entries.get('wp-load.php')).toMatchObject({
      ...{ kind: 'file', size: 17, mtime: 1_700_000_000, mode: 0o646, uid: process.getuid?.() },
      md5: md5('<?php // changed\n'),
    });
    expect(files?.entries.get('wp-load.php')?.ctime).toBeGreaterThan(1_700_000_000);
    const link = (name: string) => files?.entries.get(`wp-content/uploads/${name}`)?.link;
    expect(link('up')).toEqual({ to: '..', real: 'wp-content' });
    expect(link('self')).toEqual({ to: 'self', real: null });
    expect(link('broken')).toEqual({ to: 'nowhere', real: null });
    expect(link('odd')).toEqual({ to: '/\udcff', real: null });
    expect(files?.entries.get('wp-includes/js/a.js')?.md5).toBe(md5('js'));
    expect(files?.entries.get('wp-includes/linked.js')?.md5).toBe(md5('js'));
    expect(files?.entries.get('wp-includes/zero.php')?.md5).toBeUndefined();
    expect(files?.entries.get('wp-includes/pipe.php')?.kind).toBe('other');
  });

  it('a name can neither forge a hash nor run anything', async () => {
    const { files } = await scan(host, root);
    expect(files?.entries.get('wp-load.php')?.md5).toBe(md5('<?php // changed\n'));
    expect([...(files?.entries.keys() ?? [])].filter((path) => path.includes('pwned')).length).toBe(1);
  });

  it('suspects are judged by their whole text', async () => {
    const { files } = await scan(host, root);
    const as = (name: string) => files?.entries.get(`wp-content/uploads/${name}`)?.harmless;
    expect([as('a\nb.php'), as('\udcff\udcfe.php'), as('-rf/-n.php'), as('nul.php')]).toEqual([null, null, null, null]);
    expect(as('\u001b[31mred.php')).toBe('no code');
    expect(files?.entries.get('wp-content/uploads/a\nb.php')?.sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  it('PHP that looks odd in plugins that nobody publishes, and settings behind links, are read', async () => {
    const { files, unread } = await scan(host, root);
    const read = [...(files?.texts.keys() ?? [])].filter((path) => path.startsWith('wp-content/plugins/'));
    expect(read.sort()).toEqual(
      ['a/Cache.PHP', 'a/b\nc.php', 'index.php', 'linked/.htaccess', 'linked/x.php'].map(
        (name) => `wp-content/plugins/${name}`,
      ),
    );
    expect(files?.entries.get('wp-content/plugins/a/Cache.PHP')?.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(unread.has('plugin-code')).toBe(false);
  });

  it('small texts, the version and plugins', async () => {
    const { files, unread } = await scan(host, root);
    expect(files?.core).toMatchObject({ version: '6.8.1', locale: 'nl_NL' });
    expect(files?.texts.get('.htaccess')).toEqual({ text: 'Deny from all\n', cut: false });
    expect(files?.texts.get('wp-content/uploads/.htaccess')).toEqual({ text: 'x'.repeat(largestText), cut: true });
    expect(files?.plugins.get('a')).toEqual({ name: 'A', version: '3', checksums: null });
    expect([...unread.keys()]).toEqual(['texts', 'plugin-checksums']);
  });
});

it.runIf(process.getuid?.() === 0)('folders that the account may not see are said', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'resalt-scan-'));
  try {
    await chmod(dir, 0o755);
    const root = join(dir, 'site');
    await makeSite(root);
    await mkdir(join(root, 'closed/inner'), { recursive: true });
    await writeFile(join(root, 'closed/inner/x.php'), '');
    await chmod(join(root, 'closed'), 0o700);
    await chmod(join(root, 'wp-load.php'), 0o600);
    await chmod(join(root, '.htaccess'), 0o600);
    await chmod(join(root, 'wp-content/plugins/a/honest.php'), 0o600);
    await chown(root, nobody, nobody);
    const { files, unread } = await scan(asNobody, root);
    expect(files?.entries.has('closed')).toBe(true);
    expect(files?.entries.has('closed/inner')).toBe(false);
    // What was not read is not called right.
    expect(unread.get('core-hashes')).toEqual({
      partly: true,
      why: 'One official file could not be compared, mostly because the account may not read it: wp-load.php.',
    });
    expect(unread.get('texts')?.why).toContain('The account may not read .htaccess and the like.');
    expect(unread.get('plugin-code')).toEqual({
      partly: true,
      why: 'The account may not read PHP of plugins, as wp-content/plugins/a/honest.php.',
    });
    expect(unread.get('files')).toEqual({ partly: true, why: 'The account can’t look into 1 folders, as closed.' });
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
});

/** Making 100,000 takes a busy disk minutes: the bench has them. */
it('10,000 files are listed in one command', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'resalt-scan-'));
  try {
    const root = join(dir, 'site');
    await makeSite(root);
    execFileSync(
      'sh',
      [
        '-c',
        'mkdir -p big && cd big && for d in $(seq 10); do mkdir $d; (cd $d && seq -f "photo-%g-1024x768.jpg" 1000 | xargs touch); done',
      ],
      {
        cwd: join(root, 'wp-content/uploads'),
      },
    );
    let commands = 0;
    const counting: Host = {
      ...localHost,
      run: (...given) => {
        commands += 1;
        return localHost.run(...given);
      },
    };
    const configuration = await readConfiguration(counting, root);
    commands = 0;
    const { files, unread } = await scanFiles(counting, configuration, official, { offline: true });
    expect(files?.entries.size).toBeGreaterThan(10_020);
    expect(unread.has('files')).toBe(false);
    expect(commands).toBe(2); // one for all, one more for the suspects
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}, 60_000);
