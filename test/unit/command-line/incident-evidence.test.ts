import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { runCommandLine } from '../../../src-main/command-line/program.ts';
import { exportArchive } from '../../../src-main/store/evidence/archive/export-archive.ts';
import { fakeTerminal } from './fake-terminal.ts';

const dir = mkdtempSync(join(tmpdir(), 'resalt-check-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** Checking opens no engine: neither vault nor incident are needed. */
async function check(...words: string[]) {
  const terminal = fakeTerminal();
  const no = () => Promise.reject(new Error('no engine'));
  const code = await runCommandLine(['incident', 'evidence', 'check', ...words], terminal, {
    version: '1',
    openEngine: no,
    serve: no,
  });
  return { code, ...terminal.printed };
}

it('an archive is checked without a vault: whole, whose, and as told', async () => {
  const file = join(dir, 'a.tar');
  const { signedBy } = await exportArchive(file, {
    ...{
      incident: 'i_AAAAAAAAAAAAAAAA',
      items: [],
      missing: [{ site: 'acme', what: 'database', why: 'broken\u001b[2J off' }],
      resalt: '1',
      by: 'me\u001b[2J',
      at: new Date(0),
    },
    read: () => {
      throw new Error('nothing to read');
    },
    key: generateKeyPairSync('ed25519').privateKey,
  });
  expect(await check(file)).toMatchObject({
    code: 0,
    out: expect.stringContaining(signedBy),
    err: expect.stringMatching(/Not in it: acme database: broken.* off.*compare the fingerprint/s),
  });
  const { out, err } = await check(file);
  expect(out + err).not.toContain('\u001b[2J');
  for (const told of [signedBy, `${signedBy}=`, signedBy.slice(7)])
    expect(await check(file, '--signed-by', told)).toMatchObject({
      code: 0,
      err: expect.not.stringContaining('compare'),
    });
  expect(await check(file, '--signed-by', `SHA256:${'A'.repeat(43)}`)).toMatchObject({
    code: 1,
    out: expect.stringContaining('not by'),
  });
  const bytes = readFileSync(file);
  bytes[2000] = (bytes[2000] ?? 0) ^ 1;
  writeFileSync(`${file}.changed`, bytes);
  expect(await check(`${file}.changed`)).toMatchObject({ code: 1 });
  expect(await check(join(dir, 'not-there'))).toMatchObject({ code: 2, err: expect.stringContaining('ENOENT') });
  expect(JSON.parse((await check(file, '--json')).out)).toMatchObject({
    whole: true,
    signedBy,
    asTold: null,
    problems: [],
  });
});
