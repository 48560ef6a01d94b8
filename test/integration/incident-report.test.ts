import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runCommandLine } from '../../src-main/command-line/program.ts';
import { recordReport } from '../../src-main/contract/reports.ts';
import { openEngine } from '../../src-main/engine.ts';
import { fakeTerminal } from '../unit/command-line/fake-terminal.ts';

let dataDir = '';
let out = '';
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'resalt-report-'));
  out = await mkdtemp(join(tmpdir(), 'resalt-report-out-'));
  const engine = await openEngine({ dataDir, carrier: 'command-line' });
  await engine.call.vault.create({ passphrase: 'a good passphrase', keychain: false });
  const sites = ['acme-shop,Acme', 'zeta-blog,Zeta'].map(
    (one) => `${one},https://${one.split(',')[0]}.test,127.0.0.1,wp,wp,x`,
  );
  const text = ['name,client,url,db_host,db_user,db_name,db_password', ...sites].join('\n');
  expect((await engine.call.sites.import({ format: 'csv', text })).rejected).toEqual([]);
  await engine.close();
});
afterAll(async () => {
  await rm(dataDir, { recursive: true, force: true });
  await rm(out, { recursive: true, force: true });
});

/** One command; what it printed and the code it left with. */
async function resalt(...words: string[]) {
  const terminal = fakeTerminal({ env: { RESALT_PASSPHRASE: 'a good passphrase' } });
  const code = await runCommandLine(['--data', dataDir, ...words], terminal, {
    openEngine: (dir) => openEngine({ dataDir: dir, carrier: 'command-line' }),
    serve: async () => Promise.reject(new Error('not here')),
    version: '0',
  });
  return { code, ...terminal.printed };
}

it('an incident’s reports are files of one’s own, noted in the record by their hash, in the agency’s name', async () => {
  expect(await resalt('agency', 'set', '--name', 'Keller & Söhne', '--colour', '#ffe000')).toMatchObject({ code: 0 });
  expect(await resalt('agency', 'set', '--colour', 'red')).toMatchObject({ code: 2 });
  const opened = ['open', 'The shop', '--all', '--symptoms', 'Redirects', '--owner', 'Ines Keller'];
  expect(await resalt('incident', ...opened)).toMatchObject({ code: 0 });

  const record = join(out, 'record.json');
  const made = await resalt('--json', 'incident', 'report', 'The shop', '--for', 'record', '--out', record);
  expect(made).toMatchObject({ code: 0, err: '' });
  const bytes = await readFile(record);
  const { sha256, as } = JSON.parse(made.out);
  expect(as).toBe('json');
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256);
  expect((await stat(record)).mode & 0o777).toBe(0o600);
  const report = recordReport.parse(JSON.parse(bytes.toString('utf8')));
  expect(report.agency.name).toBe('Keller & Söhne');
  expect(report.sites.map(({ site }) => site)).toEqual(['acme-shop', 'zeta-blog']);
  // What its schema has checked: whatever is not done stands among it.
  expect(report.notDone.length).toBeGreaterThan(report.sites.length);

  // A second one tells of the first, and nothing is written over.
  expect(await resalt('incident', 'report', 'The shop', '--for', 'record', '--out', record)).toMatchObject({ code: 1 });
  expect(await readFile(record)).toEqual(bytes);
  const page = join(out, 'engineer.html');
  expect(await resalt('incident', 'report', 'The shop', '--for', 'record', '--out', page)).toMatchObject({ code: 0 });
  expect(await readFile(page, 'utf8')).toContain(sha256);
});

it('a client’s page is of one client, and where there is none to give nothing is left lying', async () => {
  const refused = join(out, 'refused.pdf');
  const all = await resalt('incident', 'report', 'The shop', '--for', 'client', '--out', refused);
  expect(all).toMatchObject({ code: 2 });
  expect(all.err).toContain('Acme, Zeta');
  await expect(stat(refused)).rejects.toThrow('ENOENT');
  const path = join(out, 'acme.pdf');
  expect(
    await resalt('incident', 'report', 'The shop', '--for', 'client', '--client', 'Acme', '--out', path),
  ).toMatchObject({ code: 0 });
  expect((await readFile(path)).subarray(0, 5).toString('latin1')).toBe('%PDF-');
  const note = await resalt('incident', 'note-to', 'authority', 'The shop');
  expect(note.out).toContain('Article 33 GDPR');
  const toClient = await resalt('incident', 'note-to', 'client', 'The shop', '--client', 'Acme');
  expect(toClient.out).toContain('acme-shop');
  expect(toClient.out).not.toMatch(/zeta/i);
});
