import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { isIPv4, isIPv6 } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  closedFile,
  closedSentence,
  packedAddress,
  readableAddress,
  readClosedFile,
} from '../../../src-main/wordpress/closed-to-visitors.ts';

const pass = randomBytes(32).toString('base64url');
const hash = createHash('sha256').update(pass).digest('hex');
const packed = (address: string) => packedAddress(address) ?? 'none';

describe('an address', () => {
  it('has one form, however it is written, and the same back', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (address) => {
        const form = packedAddress(address);
        expect(form).toMatch(/^[0-9a-f]{32}$/);
        expect(packedAddress(readableAddress(form ?? ''))).toBe(form);
        expect(packedAddress(address.toUpperCase())).toBe(form);
      }),
    );
    expect(packed('::ffff:10.0.0.1')).toBe(packed('10.0.0.1'));
    expect(packed('2001:db8::1')).toBe(packed('2001:0DB8:0:0:0:0:0:1'));
  });

  it('is nothing that Node does not take for one', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[0-9a-f:.]{1,40}$/)), (text) => {
        if (packedAddress(text) !== null) expect(isIPv4(text) || isIPv6(text)).toBe(true);
      }),
    );
    for (const text of [
      '1.2.3',
      '1.2.3.256',
      '01.2.3.4',
      '::1%eth0',
      '1::2::3',
      ':1',
      "1.2.3.4'",
      '',
      '*',
      '1.2.3.4/8',
    ])
      expect(packedAddress(text)).toBe(null);
  });
});

describe('the file', () => {
  it('is read back byte for byte, and no other is taken for it', () => {
    const file = { allow: [packed('10.0.0.1'), packed('2001:db8::1')].sort(), pass: hash };
    expect(readClosedFile(closedFile(file))).toEqual(file);
    expect(readClosedFile(closedFile({ allow: [], pass: hash }))).toEqual({ allow: [], pass: hash });
    const text = closedFile(file).toString();
    for (const other of [
      `${text} `,
      text.replace('exit;', 'exit ;'),
      `${text}<?php eval($_POST["x"]);`,
      '<?php $upgrading = 1;',
    ])
      expect(readClosedFile(Buffer.from(other))).toBe(null);
  });
});

/** PHP itself says what a visitor gets. As in wp_is_maintenance_mode(): included by a function, judged by $upgrading. */
describe('PHP with the file', () => {
  let dir = '';
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'resalt-closed-'));
  });
  afterAll(() => rm(dir, { recursive: true, force: true }));

  async function visit(server: Record<string, unknown>, allow: string[] = [], sapi = 'web'): Promise<string> {
    const path = join(dir, `${randomBytes(4).toString('hex')}.php`);
    const code = closedFile({ allow: allow.map(packed), pass: hash }).toString();
    // The command line's PHP says that it is one; a web server's does not.
    await writeFile(path, sapi === 'web' ? code.replaceAll('PHP_SAPI', "'fpm-fcgi'") : code);
    const script = `error_reporting(E_ALL); ini_set('display_errors', 'stderr');
      $_SERVER = array_merge($_SERVER, json_decode(base64_decode('${Buffer.from(JSON.stringify(server)).toString('base64')}'), true));
      function look() { global $upgrading; require '${path}'; return time() - $upgrading < 600 ? 'maintenance' : 'open'; }
      register_shutdown_function(function () { echo '|', http_response_code(), '|', isset($_SERVER['HTTP_X_RESALT_PASS']) ? 'seen' : 'unseen'; });
      register_shutdown_function(function () { echo '|', look(); });
      echo look();`;
    const { stdout, stderr } = await promisify(execFile)('php', ['-r', script]);
    expect(stderr).toBe('');
    return stdout;
  }
  const isClosed = async (answer: Promise<string>) => expect(await answer).toContain(closedSentence);
  const isOpen = async (answer: Promise<string>) => expect(await answer).toMatch(/^open\|/);

  it('shuts strangers out with 503', async () => {
    await isClosed(visit({ REMOTE_ADDR: '203.0.113.9' }));
    expect(await visit({ REMOTE_ADDR: '203.0.113.9' })).toMatch(/\|503\|/);
    await isClosed(visit({ REMOTE_ADDR: '203.0.113.9' }, ['203.0.113.8', '2001:db8::1']));
    await isClosed(visit({}));
    // WordPress asks a second time when a request ends.
    expect((await visit({})).split(closedSentence)).toHaveLength(2);
  });

  it('lets in who has the pass, and hides it from the site’s code', async () => {
    expect(await visit({ REMOTE_ADDR: '203.0.113.9', HTTP_X_RESALT_PASS: pass })).toMatch(/^open\|.*\|unseen\|open$/);
    expect(await visit({ REMOTE_ADDR: '203.0.113.9', HTTP_X_RESALT_PASS: 'no' })).toMatch(/\|unseen\|maintenance$/);
    for (const wrong of ['', 'none', hash, `${pass} `, pass.toLowerCase(), [pass], null, { a: pass }])
      await isClosed(visit({ REMOTE_ADDR: '203.0.113.9', HTTP_X_RESALT_PASS: wrong ?? 0 }));
  });

  it('lets in the addresses however PHP writes them, unless a wrong pass is shown', async () => {
    const allow = ['203.0.113.9', '2001:db8::1'];
    for (const from of ['203.0.113.9', '::ffff:203.0.113.9', '2001:db8::1', '2001:0DB8:0::0001'])
      await isOpen(visit({ REMOTE_ADDR: from }, allow));
    await isClosed(visit({ REMOTE_ADDR: '203.0.113.9', HTTP_X_RESALT_PASS: 'none' }, allow));
  });

  it('is not fooled by what is no address, nor by a header', async () => {
    const strange = ['', ' ', '0', '203.0.113.9 ', '203.0.113.90', "'", '%', 'a\0b', ['203.0.113.9'], 12, true];
    for (const from of strange) {
      await isClosed(visit({ REMOTE_ADDR: from }, ['203.0.113.9']));
      await isClosed(visit({ REMOTE_ADDR: from }, []));
    }
    const forged = { REMOTE_ADDR: '198.51.100.1', HTTP_X_FORWARDED_FOR: '203.0.113.9', HTTP_CLIENT_IP: '203.0.113.9' };
    await isClosed(visit(forged, ['203.0.113.9']));
  });

  it('leaves the command line alone', async () => {
    await isOpen(visit({}, [], 'cli'));
  });

  it('does not let WordPress’s scrape key pass: the time is no whole number', async () => {
    const text = closedFile({ allow: [], pass: hash }).toString();
    expect(text).toMatch(/\$upgrading = time\(\) \+ 0\.5;/);
  });
});
