import { mkdir, readFile, symlink, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AuditReport, CheckName, Finding } from '../../src-main/contract/findings.ts';
import { versionOf, wordpressCore } from '../fleet/core.ts';
import { useFleet } from '../fleet/shared.ts';
import type { FleetSite } from '../fleet/site.ts';
import { coreChecksums, md5, type OfficialServer, startOfficialServer } from './audit/official-server.ts';
import { engineFor, type TestEngine } from './open-engine.ts';

const shell = '<?php @eval($_POST["x"]);';
const main = '<?php\n/*\nPlugin Name: Shop\nVersion: 2.1\n*/\n';
const old = new Date('2025-01-01T00:00:00Z');

const put = async (site: FleetSite, path: string, text: string): Promise<void> => {
  const whole = join(site.docroot, path);
  await mkdir(dirname(whole), { recursive: true });
  await writeFile(whole, text);
};

/** What both sites have: a public plugin, a premium one, a child theme, and PHP where none belongs that does nothing. */
async function dress(site: FleetSite): Promise<void> {
  await put(site, 'wp-content/plugins/shop/shop.php', main);
  await put(site, 'wp-content/plugins/shop/lib/cart.php', '<?php\nclass Cart {}\n');
  await put(site, 'wp-content/plugins/shop/readme.txt', 'edited after the release');
  await put(site, 'wp-content/plugins/premium/premium.php', main.replace('Shop', 'Premium'));
  await put(
    site,
    'wp-content/plugins/premium/ajax.php',
    "<?php\n$ids = array_map( 'absint', (array) $_POST['ids'] );\n$icon = base64_decode( 'AAAA' );\n",
  );
  await put(site, 'wp-content/themes/child/inc/ajax.php', "<?php $ids = array_map( 'absint', $_GET['ids'] );\n");
  await put(site, 'wp-content/plugins/index.php', '<?php\n// Silence is golden.\n');
  await put(site, 'wp-content/themes/child/functions.php', '<?php add_action("init", "child_init");\n');
  await put(site, 'wp-content/uploads/index.php', '<?php\n// Silence is golden.\n');
  await put(site, 'wp-content/uploads/2024/photo.jpg', 'JFIF');
  await put(site, 'wp-content/languages/nl_NL.l10n.php', "<?php\nreturn ['domain'=>NULL,'messages'=>['Hi'=>'Hoi']];");
  await put(site, 'wp-content/cache/db.php', '<?php exit; ?>{"rows":"<?php system(1);"}');
}

type Planted = readonly [check: CheckName, where: string, severity: Finding['severity']];

async function poison(site: FleetSite): Promise<Planted[]> {
  const append = async (path: string, text: string) =>
    writeFile(join(site.docroot, path), Buffer.concat([await readFile(join(site.docroot, path)), Buffer.from(text)]));
  await append('wp-load.php', '\n// one line more\n');
  await append('wp-admin/index.php', `\n${shell.slice(5)}\n`);
  await put(site, 'wp-includes/class-wp-cachee.php', '<?php\nfunction cachee() {}\n');
  await put(site, 'wp-admin/user-new2.php', shell);
  await put(site, 'wp-blog-headers.php', '<?php\nrequire "x.php";\n');
  await put(site, 'up.php', '<?php move_uploaded_file($_FILES["f"]["tmp_name"], "x.php");');
  await put(site, '.well-known/acme-challenge/token.php', shell);
  await put(site, 'wp-content/fonts/inter.php', shell);
  await put(site, 'old-shop/tool.php', '<?php\nrequire "x.php";\n');
  await put(site, 'wp-content/plugins/shop/lib/cart.php', '<?php\nclass Cart { function x() {} }\n');
  await put(site, 'wp-content/plugins/shop/lib/extra.php', '<?php\nfunction extra() {}\n');
  await put(site, 'wp-content/plugins/premium/inc/cache.php', shell);
  await put(site, 'wp-content/plugins/index.php', '<?php require "x.php";');
  await put(site, 'wp-content/uploads/2024/photo.php', shell);
  await symlink('2024/photo.jpg', join(site.docroot, 'wp-content/uploads/late.php'));
  await put(site, 'wp-content/uploads/2024/icon.phtml', '<?php\nrequire "/tmp/x";\n');
  await put(site, 'wp-content/uploads/.fav.ico', `\x89ICO ${shell}`);
  await put(site, 'wp-content/languages/de_DE.l10n.php', "<?php\nreturn ['messages'=>[f()]];");
  await put(site, 'wp-content/cache/page/a.php', shell);
  await symlink('/', join(site.docroot, 'wp-content/uploads/all'));
  for (const name of ['index', 'page', 'single', 'header', 'footer', 'functions']) {
    await put(site, `wp-content/themes/bought/${name}.php`, name === 'functions' ? shell : '<?php\n');
    if (name !== 'functions') await utimes(join(site.docroot, `wp-content/themes/bought/${name}.php`), old, old);
  }
  await put(site, 'wp-content/themes/child/inc/404.php', shell);
  await put(site, '../.user.ini', 'auto_prepend_file = /tmp/never.php\n');
  return [
    ['user-ini', `${join(site.docroot, '../.user.ini')}, line 1`, 'high'],
    ['theme-functions', 'wp-content/themes/child/inc/404.php', 'critical'],
    ['core-file-changed', 'wp-load.php', 'high'],
    ['core-file-changed', 'wp-admin/index.php', 'critical'],
    ['unknown-core-file', 'wp-includes/class-wp-cachee.php', 'high'],
    ['unknown-core-file', 'wp-admin/user-new2.php', 'critical'],
    ['unknown-root-file', 'wp-blog-headers.php', 'high'],
    ['unknown-root-file', 'up.php', 'critical'],
    ['unknown-root-file', '.well-known/acme-challenge/token.php', 'critical'],
    ['unknown-root-file', 'wp-content/fonts/inter.php', 'critical'],
    ['unknown-root-file', 'old-shop', 'low'],
    ['plugin-file-changed', 'wp-content/plugins/shop/lib/cart.php', 'high'],
    ['unknown-plugin-file', 'wp-content/plugins/shop/lib/extra.php', 'medium'],
    ['plugin-code', 'wp-content/plugins/premium/inc/cache.php', 'critical'],
    ['plugin-code', 'wp-content/plugins/index.php', 'high'],
    ['symlink-out-of-site', 'wp-content/uploads/late.php', 'high'],
    ['php-in-uploads', 'wp-content/uploads/2024/photo.php', 'critical'],
    ['php-in-uploads', 'wp-content/uploads/2024/icon.phtml', 'high'],
    ['php-in-uploads', 'wp-content/uploads/.fav.ico', 'critical'],
    ['php-in-cache-or-languages', 'wp-content/languages/de_DE.l10n.php', 'high'],
    ['php-in-cache-or-languages', 'wp-content/cache/page/a.php', 'critical'],
    ['symlink-out-of-site', 'wp-content/uploads/all', 'high'],
  ];
}

describe.each([
  { kind: 'by shell', sftpOnly: false },
  { kind: 'over SFTP alone', sftpOnly: true },
])('the files of real sites, $kind', ({ sftpOnly }) => {
  const fleet = useFleet({ sites: 2, sftpOnly });
  let official: OfficialServer;
  let engine: TestEngine;
  let planted: Planted[];
  let report: AuditReport;
  beforeAll(async () => {
    official = await startOfficialServer();
    const core = await wordpressCore('6.1');
    const query = `version=${versionOf(core)}&locale=en_US`;
    official.answers.set(`/core/checksums/1.0/?${query}`, { checksums: await coreChecksums(core) });
    official.answers.set('/plugin-checksums/shop/2.1.json', {
      ...{ plugin: 'shop', version: '2.1' },
      files: {
        'shop.php': { md5: md5(main) },
        'lib/cart.php': { md5: [md5('other'), md5('<?php\nclass Cart {}\n')] },
        'readme.txt': { md5: md5('as released') },
      },
    });
    engine = await engineFor(fleet(), { officialChecksums: official.base });
    const [poisoned, clean] = fleet().sites;
    if (!poisoned || !clean) throw new Error('no sites');
    await dress(poisoned);
    await dress(clean);
    planted = await poison(poisoned);
    report = await engine.call.audit.look({ select: { all: true } });
  }, 120_000);
  afterAll(async () => {
    await engine?.dispose();
    await official?.stop();
  });
  const of = (index: number) => {
    const name = fleet().sites[index]?.name;
    const checks = report.sites.find(({ site }) => site === name)?.checks ?? [];
    return { checks, findings: report.findings.filter(({ site }) => site === name) };
  };

  it('every planted file is found, as bad as it is', () => {
    // Over SFTP the files of plugins are neither hashed nor searched, which is said below; of themes functions.php alone is read.
    const wanted = planted.filter(
      ([check, where]) =>
        !(
          sftpOnly &&
          (check === 'plugin-file-changed' || check === 'theme-functions' || /plugins\/premium/.test(where))
        ),
    );
    const rows = wanted.map(([check, where, severity]) => {
      const found = of(0).findings.filter((one) => one.check === check && one.where === where);
      return { check, where, severity, found: found.map((one) => one.severity) };
    });
    expect(rows.filter(({ severity, found }) => found.join() !== severity)).toEqual([]);
  });

  it('nothing high on the clean twin', () => {
    expect(of(1).findings.filter(({ severity }) => severity === 'high' || severity === 'critical')).toEqual([]);
    const aboutFiles = of(1).findings.filter(({ check }) => /file|php|symlink|writable|later/.test(check));
    expect(aboutFiles).toEqual([]);
  });

  it('what can be taken away is named with its hash', () => {
    const found = of(0).findings.find(({ where }) => where === 'wp-content/uploads/2024/photo.php');
    expect(found?.fix).toEqual({
      operation: 'QuarantineFiles',
      arguments: { path: 'wp-content/uploads/2024/photo.php', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
    expect(JSON.stringify(report)).not.toContain('eval(');
  });

  it('says what it did not compare', () => {
    const limits = Object.fromEntries(of(1).checks.map(({ check, looked, why }) => [check, { looked, why }]));
    expect(limits['php-in-uploads']).toEqual({ looked: 'whole', why: null });
    expect(limits['plugin-file-changed']?.looked).toBe(sftpOnly ? 'not' : 'partly');
    expect(limits['plugin-code']?.looked).toBe(sftpOnly ? 'partly' : 'whole');
    expect(limits['theme-functions']?.looked).toBe(sftpOnly ? 'partly' : 'whole');
    expect(limits['core-file-changed']).toMatchObject({ looked: sftpOnly ? 'partly' : 'whole' });
    if (!sftpOnly) expect(limits['plugin-file-changed']?.why).toContain('1 of 2 plugins: premium');
  });

  it('asks WordPress.org once for each list', async () => {
    const before = [...official.asked].sort();
    expect(new Set(before).size).toBe(before.length);
    expect(before.length).toBe(3);
    await engine.call.audit.look({ select: { all: true }, offline: true });
    await engine.call.audit.look({ select: { all: true } });
    expect([...official.asked].sort()).toEqual(before);
  }, 120_000);
});
