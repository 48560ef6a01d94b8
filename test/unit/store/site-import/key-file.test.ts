import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { keyFileReader } from '../../../../src-main/store/site-import/key-file.ts';

const dir = mkdtempSync(join(tmpdir(), 'resalt-keys-'));
afterAll(() => rmSync(dir, { recursive: true }));
const write = (name: string, text: string) => {
  writeFileSync(join(dir, name), text);
  return join(dir, name);
};
const read = keyFileReader(dir, dir);

describe('a key file', () => {
  it('as ssh-keygen writes it, by its full path, from home, or from the base folder', async () => {
    const path = join(dir, 'id');
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', path]);
    for (const name of [path, '~/id', 'id', './id']) {
      expect(await read(name)).toHaveProperty('key', expect.stringContaining('PRIVATE KEY'));
    }
    expect(await read(`${path}.pub`)).toEqual({ reason: 'the key file holds a public key, not a private one' });
  });

  it.each(['RSA PRIVATE KEY', 'EC PRIVATE KEY', 'ENCRYPTED PRIVATE KEY', 'PRIVATE KEY', 'OPENSSH PRIVATE KEY'])(
    'of the kind %s',
    async (kind) => {
      const text = `-----BEGIN ${kind}-----\r\nAAAA\r\n-----END ${kind}-----\r\n`;
      expect(await read(write(kind, text))).toEqual({ key: text });
    },
  );

  it('is refused with words and none of its bytes', async () => {
    const reason = async (path: string) => Object.values(await read(path))[0];
    expect(await reason('none')).toBe('the key file does not exist');
    expect(await reason(write('text', 'hunter2'))).toBe('the key file does not look like a private key');
    expect(await reason(write('large', 'x'.repeat(65 * 1024)))).toBe('the key file is larger than 64 KiB');
    expect(await reason(dir)).toBe('the key file is not an ordinary file');
    expect(await reason('/dev/zero')).toBe('the key file is not an ordinary file');
    expect(await reason('a\0b')).toBe('the key file can not be read');
    execFileSync('mkfifo', [join(dir, 'pipe')]);
    expect(await reason('pipe')).toBe('the key file is not an ordinary file');
    expect(await keyFileReader(null)('id')).toEqual({ reason: 'the key file needs its full path' });
  });
});
