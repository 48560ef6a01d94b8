import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readAuthorizedKeys } from '../../../src-main/wordpress/server-files/authorized-keys.ts';

it('names a key by the same fingerprint as ssh-keygen', () => {
  const folder = mkdtempSync(join(tmpdir(), 'resalt-keys-'));
  try {
    const file = join(folder, 'key');
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'me@laptop, second', '-f', file]);
    const [, fingerprint] = execFileSync('ssh-keygen', ['-lf', `${file}.pub`])
      .toString()
      .split(' ');
    const line = readFileSync(`${file}.pub`, 'utf8').trim();
    const one = { type: 'ssh-ed25519', fingerprint, comment: 'me@laptop, second' };
    expect(
      readAuthorizedKeys(
        `# ${line}\n${line}\r\nfrom="10.0.0.1,10.0.0.2",command="echo \\"a b\\"",no-pty ${line}\nrubbish`,
      ),
    ).toEqual([
      { ...one, options: [] },
      { ...one, options: ['from', 'command', 'no-pty'] },
    ]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
