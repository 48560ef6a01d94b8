import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';

/** A limit on the size of files ends a write early, as a full disk does. */
it('a piece that does not fit on the disk is refused, nothing of it stays, and what was kept is whole', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'resalt-full-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const source = join(import.meta.dirname, '../../../../src-main');
  const code = `process.on('SIGXFSZ', () => {});
    const { openEvidence } = await import('${source}/store/evidence/evidence.ts');
    const { sealBox, openBox } = await import('${source}/vault/sealed.ts');
    const { randomBytes } = await import('node:crypto');
    const key = randomBytes(32);
    const boxes = { seal: (plain, of) => sealBox(key, plain, of), open: (box, of) => openBox(key, box, of) };
    const evidence = openEvidence({ dir: ${JSON.stringify(dir)}, boxes, who: 'me', now: () => new Date() });
    const incident = 'i_AAAAAAAAAAAAAAAA';
    const keep = (bytes) => evidence.keep({ incident, siteId: 's_0123456789', site: 'a', kind: 'users', name: 'a/users/b', from: 'c', run: null,
      clockAhead: null, packed: false, body: (async function* () { yield bytes; })() });
    await keep(Buffer.from('small'));
    await keep(randomBytes(3_000_000)).catch((error) => console.log(error.code));
    const { whole, damaged } = await evidence.verify(incident);
    console.log(whole.length, damaged.length);`;
  const limited = `ulimit -f 512 && exec "$0" --import tsx --input-type=module --eval "$1"`;
  const { stdout } = await promisify(execFile)('bash', ['-c', limited, process.execPath, code]);
  expect(stdout.trim().split('\n')).toEqual(['NOT_WRITABLE', '1 0']);
  const names = readdirSync(join(dir, 'evidence/i_AAAAAAAAAAAAAAAA'));
  expect(names.filter((name) => name !== 'catalogue.log')).toHaveLength(1);
}, 90_000);
