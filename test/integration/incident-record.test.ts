import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runCommandLine } from '../../src-main/command-line/program.ts';
import type { Incident } from '../../src-main/contract/incidents.ts';
import { openEngine } from '../../src-main/engine.ts';
import { fakeTerminal } from '../unit/command-line/fake-terminal.ts';
import { passphrase } from './open-engine.ts';

/** Incidents as a person opens and tells them by the command line, with the real engine and no site behind it. */
const cheap = { N: 2 ** 12, r: 8, p: 1 };
const name = 'Acme, November';
const symptoms = 'Visitors are sent to a casino';
let dataDir: string;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'resalt-incident-'));
  const engine = await open();
  await engine.call.vault.create({ passphrase, keychain: false });
  const rows = ['alpha', 'beta', 'gamma'].map((site) => `${site},https://${site}.test,acme,/srv/${site}`);
  const text = ['name,url,client,path', ...rows].join('\n');
  expect((await engine.call.sites.import({ format: 'csv', text })).rejected).toEqual([]);
  await engine.close();
});
afterAll(() => rm(dataDir, { recursive: true, force: true }));

const open = (dir = dataDir) => openEngine({ dataDir: dir, carrier: 'command-line', vault: { cost: cheap } });

async function say(...words: string[]) {
  const terminal = fakeTerminal({ columns: 200, env: { RESALT_PASSPHRASE: passphrase } });
  const serve = () => Promise.reject(new Error('no'));
  const code = await runCommandLine(['--data', dataDir, ...words], terminal, { openEngine: open, serve, version: '0' });
  return { code, ...terminal.printed };
}
const ask = async (...words: string[]) => {
  const { code, out, err } = await say(...words, '--json');
  if (code !== 0) throw new Error(err + out);
  return JSON.parse(out);
};
const show = (): Promise<Incident> => ask('incident', 'show', name);
const stepOf = async (id: string) => (await show()).steps.find((step) => step.id === id);
const opening = ['incident', 'open', name, '--symptoms', symptoms, '--owner', 'Ada'];

it('is opened once, with its sites, and its next action is to contain', async () => {
  expect(await say(...opening, '--site', 'alpha', '--site', 'nobody')).toMatchObject({ code: 2 });
  expect(await say(...opening, '--site', 'alpha', '--noticed', 'yesterday')).toMatchObject({ code: 2 });
  const opened = await say(...opening, '--site', 'alpha', '--site', 'beta', '--noticed', '2026-11-22 21:10Z');
  expect(opened.out).toContain('Next: Contain 2 sites');
  expect(opened.code).toBe(0);
  expect(await say(...opening, '--site', 'alpha')).toMatchObject({ code: 2, err: expect.stringContaining('already') });
  expect(await show()).toMatchObject({
    ...{ owner: 'Ada', symptoms, noticedAt: '2026-11-22T21:10:00.000Z', closedAt: null, damaged: null },
    sites: [{ site: 'alpha', client: 'acme' }, { site: 'beta' }],
  });
  const { out } = await say('incident');
  expect(out).toContain('Acme, November');
  expect(out).toContain('Contain 2 sites');
});

it('is told by people: ticks, notes and the cause, each with a name, on sites that are in it', async () => {
  const signed = ['--by', 'Bo', '--note', 'seen to it'];
  await ask('incident', 'tick', name, 'two-factor', '--site', 'alpha', ...signed);
  expect(await stepOf('two-factor')).toMatchObject({
    state: 'open',
    standings: [{ state: 'ticked', by: 'Bo' }, { state: 'open' }],
  });
  for (const wrong of [['two-factor', '--site', 'gamma'], ['no-such-step']])
    expect(await say('incident', 'tick', name, ...wrong, ...signed)).toMatchObject({ code: 2 });
  expect(await say('incident', 'tick', name, 'tell', '--by', 'Bo', '--note', 'x')).toMatchObject({ code: 2 });
  await ask('incident', 'reopen', name, 'two-factor', ...signed);
  expect((await stepOf('two-factor'))?.standings).toMatchObject([{ state: 'reopened' }, { state: 'reopened' }]);
  await ask('incident', 'note', name, ...signed, '--step', 'tell');
  await ask('incident', 'cause', name, '--by', 'Bo', '--text', 'an old plugin', '--since', '2026-11-20 04:12Z');
  const { cause, record } = await show();
  expect(cause).toMatchObject({ text: 'an old plugin', entryAt: '2026-11-20T04:12:00.000Z', by: 'Bo' });
  expect(record.map(({ by }) => by)).toEqual(['Ada', 'Bo', 'Bo', 'Bo', 'Bo']);
  const shown = await say('incident', 'show', name, '--step', 'entry-point');
  expect(shown.out).toContain('The cause is recorded. (Note: an old plugin)');
});

it('takes more sites, and none of them can be removed from Resalt while it is open', async () => {
  await ask('incident', 'add-sites', name, '--site', 'gamma');
  expect(await say('incident', 'add-sites', name, '--site', 'gamma')).toMatchObject({ code: 2 });
  const engine = await open();
  await engine.call.vault.unlock({ passphrase });
  const figures = async () =>
    (await engine.call.sites.list({ select: { all: true } })).map((row) => row.incidents ?? 0);
  expect(await figures()).toEqual([1, 1, 1]);
  await expect(engine.call.sites.remove({ select: { all: true } })).rejects.toThrow(
    'alpha (“Acme, November”), beta (“Acme, November”), gamma',
  );
  expect(await figures()).toEqual([1, 1, 1]);
  const [{ id } = { id: '' }] = await engine.call.incidents.list({});
  engine.lockVault('test');
  await expect(engine.call.incidents.show({ incident: id })).rejects.toMatchObject({ cause: { code: 'VAULT_LOCKED' } });
  await engine.close();
});

it('is watched: whole at first, and again after each change', async () => {
  const engine = await open();
  await engine.call.vault.unlock({ passphrase });
  const [{ id } = { id: '' }] = await engine.call.incidents.list({});
  const seen: number[] = [];
  for await (const incident of await engine.call.incidents.watch({ incident: id })) {
    seen.push(incident.record.length);
    if (seen.length === 2) break;
    await engine.call.incidents.note({ incident: id, by: 'Bo', note: 'while it is watched' });
  }
  expect(seen).toEqual([6, 7]);
  await engine.close();
});

it('shows one step whole, with the words to type next; of a hidden or unknown one it says so', async () => {
  const { code, out } = await say('incident', 'step', name, 'two-factor', '--site', 'alpha');
  expect(code).toBe(0);
  const { steps, id } = await show();
  const at = steps.findIndex((step) => step.id === 'two-factor') + 1;
  expect(out).toContain(`Step ${at} of ${steps.length}: `);
  for (const words of [
    'Why: ',
    'What a person does:',
    'It counts as done when:',
    'alpha: REOPENED',
    'seen to it',
    ', by Bo',
  ])
    expect(out).toContain(words);
  expect(out).not.toContain('beta');
  expect(out.trimEnd().split('\n').at(-1)?.trim()).toBe(
    `resalt incident tick ${id} two-factor --site alpha --by NAME --note WORDS`,
  );
  const next = async (step: string) => (await ask('incident', 'step', name, step)).next.command;
  expect(await next('isolate')).toBe(`resalt incident contain ${id}`);
  expect(await next('core-files')).toBe(`resalt incident run ${id} core-files`);
  expect(await next('foreign-php')).toBe(`resalt incident run ${id} foreign-php`);
  expect(await next('look-again')).toBeNull();
  expect((await ask('incident', 'step', name, 'look-again')).step.standings[0].told).toMatch(/^Waits for the looks/);
  for (const wrong of [['no-such-step'], ['two-factor', '--site', 'nobody']])
    expect(await say('incident', 'step', name, ...wrong)).toMatchObject({ code: 2 });
});

it('is closed with a note, takes nothing more but notes, and is opened again', async () => {
  const signed = ['--by', 'Ada', '--note', 'it is over'];
  await ask('incident', 'close', name, ...signed);
  expect(await say('incident', 'tick', name, 'tell', ...signed)).toMatchObject({
    code: 2,
    err: expect.stringContaining('closed'),
  });
  expect((await say('incident', 'list')).out).toContain('closed 20');
  // A site can go then; the record keeps it.
  expect(await say('sites', 'remove', '--site', 'gamma', '--yes')).toMatchObject({ code: 0 });
  expect((await show()).sites.map(({ site }) => site)).toEqual(['alpha', 'beta', 'gamma']);
  await ask('incident', 'note', name, ...signed);
  await ask('incident', 'open-again', name, ...signed);
  expect((await show()).closedAt).toBeNull();
});

it('has the checklist that it was opened with, also when the agency has another', async () => {
  const own = join(dataDir, 'own.json');
  await ask('incident', 'checklist', 'export', own);
  expect(await say('incident', 'checklist', 'export', own)).toMatchObject({ code: 2 });
  const document = JSON.parse(await readFile(own, 'utf8'));
  await writeFile(own, JSON.stringify({ ...document, hide: [{ step: 'no-such-step', reason: 'who knows' }] }));
  expect(await say('incident', 'checklist', 'use', own)).toMatchObject({
    code: 2,
    err: expect.stringContaining('no-such-step'),
  });
  await writeFile(own, JSON.stringify({ ...document, hide: [{ step: 'api-keys', reason: 'We have no shops' }] }));
  expect((await ask('incident', 'checklist', 'use', own)).checklist).toMatchObject({
    revision: 1,
    hidden: [{ reason: 'We have no shops' }],
  });
  expect((await ask('incident', 'checklist')).checklist.revision).toBe(1);
  expect(await stepOf('api-keys')).toMatchObject({ state: 'open' });
  await ask('incident', 'open', 'Another', '--symptoms', symptoms, '--owner', 'Cy', '--site', 'beta');
  const { checklist } = (await ask('incident', 'show', 'Another')) as Incident;
  expect(checklist.hidden.map(({ step }) => step.id)).toEqual(['api-keys']);
  expect(await say('incident', 'step', 'Another', 'api-keys')).toMatchObject({
    code: 2,
    err: expect.stringContaining('We have no shops'),
  });
});

it('is not opened with a file of the agency that no longer fits, and says how to mend it', async () => {
  const file = join(dataDir, 'checklist.json');
  const fine = await readFile(file, 'utf8');
  await writeFile(file, fine.replace('"api-keys"', '"a-step-of-before"'));
  const again = ['incident', 'open', 'A third', '--symptoms', symptoms, '--owner', 'Cy', '--site', 'beta'];
  expect(await say(...again)).toMatchObject({ code: 2, err: expect.stringContaining('“a-step-of-before”. Mend it') });
  expect(await say('incident', 'checklist')).toMatchObject({
    code: 2,
    out: expect.stringContaining('none of it is used'),
  });
  const mended = join(dataDir, 'mended.json');
  await ask('incident', 'checklist', 'export', mended);
  await writeFile(mended, JSON.stringify({ ...JSON.parse(await readFile(mended, 'utf8')), hide: [] }));
  expect((await ask('incident', 'checklist', 'use', mended)).checklist.revision).toBe(2);
  // One that is damaged is never taken for none.
  await writeFile(file, '{"version":1');
  expect(await say('incident', 'checklist')).toMatchObject({ code: 3, err: expect.stringContaining('checklist.json') });
  await writeFile(file, fine);
});

it('leaves names, symptoms and notes in no file that is not sealed', async () => {
  const files = await readdir(dataDir, { recursive: true, withFileTypes: true });
  for (const file of files.filter((one) => one.isFile() && one.name !== 'own.json')) {
    const text = await readFile(join(file.parentPath, file.name), 'latin1');
    for (const word of [name, symptoms, 'an old plugin', 'seen to it'])
      expect(text.includes(word), file.name).toBe(false);
  }
  const trail = await readFile(join(dataDir, 'audit.jsonl'), 'utf8');
  for (const what of ['incident.opened', 'incident.ticked', 'incident.closed', 'checklist.changed'])
    expect(trail).toContain(what);
});
