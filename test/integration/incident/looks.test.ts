import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runCommandLine } from '../../../src-main/command-line/program.ts';
import type { Incident } from '../../../src-main/contract/incidents.ts';
import { openEngine } from '../../../src-main/engine.ts';
import type { Notice } from '../../../src-main/incidents/notice.ts';
import { useFleet } from '../../fleet/shared.ts';
import { fakeTerminal } from '../../unit/command-line/fake-terminal.ts';
import { engineFor, passphrase, type TestEngine, withEnds } from '../open-engine.ts';

/** The looks after 24 hours, 7 and 30 days on a real site, by an engine that stays: only the days are played. */
const fleet = useFleet({ sites: 1 });
const hour = 3_600_000;
let hoursOn = 0;
const waiting = new Set<() => void>();
const given = {
  carrier: 'desktop' as const,
  // Nothing answers there: what wants checksums can't be seen whole.
  officialChecksums: 'http://127.0.0.1:9',
  clock: () => new Date(Date.now() + hoursOn * hour),
  timers: {
    now: () => Date.now() + hoursOn * hour,
    after(_ms: number, call: () => void) {
      waiting.add(call);
      return () => waiting.delete(call);
    },
  },
};
let engine: TestEngine;
let id: string;
const told: Notice[] = [];

/** That many hours after the final rotation a minute passes. */
function after(hours: number): void {
  hoursOn = hours;
  const calls = [...waiting];
  waiting.clear();
  for (const call of calls) call();
}

const own = {
  id: 'our-own-look',
  title: 'Look for what we were bitten by before',
  why: 'It came back twice.',
  who: 'resalt' as const,
  per: 'site' as const,
  automations: [{ audit: ['php-in-uploads' as const] }],
  verifications: [{ checks: ['php-in-uploads' as const] }, { fact: 'no-reset-keys' as const }],
  evidence: 'What was seen.',
  after: ['foreign-php'],
};

/** One that does not hold on a site that is open. */
const closed = { ...own, id: 'our-closed', automations: [], verifications: [{ fact: 'closed-to-visitors' as const }] };

beforeAll(async () => {
  engine = await engineFor(fleet(), given);
  engine.onNotice((notice) => told.push(notice));
  const add = [own, closed].map((step) => ({ step, behind: 'foreign-php' }));
  const hide = [{ step: 'api-keys', reason: 'We have no shops' }];
  await engine.call.checklist.set({ own: { version: 1, hide, add } });
  const opened = await engine.call.incidents.open({
    ...{ name: 'Acme', owner: 'Ada', select: { all: true }, symptoms: 'A casino' },
    noticedAt: new Date().toISOString(),
  });
  id = opened.id;
}, 90_000);
afterAll(() => engine.dispose());

async function until(seen: (incident: Incident) => boolean): Promise<Incident> {
  for await (const incident of await engine.call.incidents.watch({ incident: id })) if (seen(incident)) return incident;
  throw new Error('the incident is no longer watched');
}
const stateOf = ({ steps }: Incident, step: string) => steps.find((one) => one.id === step)?.standings[0]?.state;
const looks = ({ rechecks }: Incident) => rechecks.map(({ state }) => state);
const isIdle = (incident: Incident) => stateOf(incident, 'look-again') !== 'working';
const shell = () => join(fleet().sites[0]?.docroot ?? '', 'wp-content/uploads/came-back.php');

async function say(...words: string[]) {
  const terminal = fakeTerminal({ env: { RESALT_PASSPHRASE: passphrase } });
  const opened = async () => ({ ...engine, close: async () => undefined });
  const serve = () => Promise.reject(new Error('no'));
  const code = await runCommandLine(['incident', ...words], terminal, { openEngine: opened, serve, version: '0' });
  return { code, ...terminal.printed };
}
const list = async () => (await say('list')).out.split('\n')[0] ?? '';

/** `resalt serve` with this engine: what its terminal prints. */
async function whileServed(work: () => Promise<void>): Promise<string> {
  const terminal = fakeTerminal();
  const { onNotice } = engine;
  const serving = { port: 1, newLink: () => 'http://127.0.0.1:1/', onNotice, close: async () => undefined };
  const parts = { openEngine: () => Promise.reject(new Error('no')), serve: async () => serving, version: '0' };
  const ended = runCommandLine(['serve'], terminal, parts);
  await expect.poll(() => terminal.printed.err).toContain('Ctrl-C');
  await work();
  terminal.interrupt();
  await ended;
  return terminal.printed.err;
}

it('an agency’s own step is looked at on the site, and what it hid stands beside', async () => {
  // The second is a person's, so nothing is begun.
  expect(await say('run', 'Acme', own.id, 'freeze-changes', '--yes')).toMatchObject({
    code: 2,
    err: expect.stringContaining('freeze-changes'),
  });
  // The second does not hold, so the third is not begun.
  const { code, out } = await say('run', 'Acme', own.id, closed.id, 'cron', '--yes', '--json');
  expect([code, JSON.parse(out).notBegun]).toEqual([1, ['cron']]);
  const incident = await engine.call.incidents.show({ incident: id });
  expect([stateOf(incident, own.id), stateOf(incident, 'cron')]).toEqual(['verified', 'open']);
  const { out: whole } = await say('step', 'Acme', own.id);
  for (const words of ['verified', 'php-in-uploads', 'No key for a new password', 'SHA-256 ', ` ${own.id}`])
    expect(whole).toContain(words);
  expect(incident.checklist.hidden.map(({ step, reason }) => [step.id, reason])).toEqual([
    ['api-keys', 'We have no shops'],
  ]);
}, 90_000);

it('after 24 hours Resalt looks by itself, reopens what no longer holds, and tells it without a name', async () => {
  const signed = { by: 'Ada', note: 'played by the test' };
  await engine.call.incidents.tick({ incident: id, step: 'final-rotation', ...signed });
  expect(looks(await until(({ rechecks }) => rechecks.length === 3))).toEqual(['to-come', 'to-come', 'to-come']);
  await writeFile(shell(), '<?php eval($_POST["x"]);');
  after(23);
  expect(looks(await engine.call.incidents.show({ incident: id }))[0]).toBe('to-come');

  const printed = await whileServed(async () => {
    after(25);
    await expect.poll(() => told.at(-1)?.look, { timeout: 30_000 }).toBe('failed');
  });
  expect(printed).toMatch(new RegExp(` Incident: \\d alerts?\\. What was done .+ #/incident/${id}/${own.id}\\n`));
  const seen = await until((incident) => looks(incident)[0] === 'failed' && isIdle(incident));
  expect(stateOf(seen, own.id)).toBe('reopened');
  const texts = seen.alertList.map(({ step, text }) => [step, text.includes('came-back.php')]);
  expect(texts).toContainEqual([own.id, true]);
  expect(texts).toContainEqual([null, true]);
  expect(seen.rechecks[0]?.told).not.toContain('came-back.php');
  // Told once, or as it came where the machine was slow.
  expect(told[0]).toMatchObject({ incident: id, step: own.id, sites: 1 });
  expect(told.reduce((sum, { alerts }) => sum + alerts, 0)).toBe(seen.alerts);
  // That one waits for a person; the first line says so.
  expect(await list()).toContain(`Acme: ${seen.alerts} alerts that nobody has seen`);
}, 90_000);

it('while the vault is locked a look is told of once, and made as soon as it is unlocked', async () => {
  await rm(shell());
  await engine.call.incidents.verify({ incident: id, steps: [own.id] });
  told.length = 0;
  engine.lockVault('test');
  await expect.poll(async () => (await engine.call.vault.status({})).state).toBe('locked');
  after(8 * 24);
  after(8 * 24);
  expect(told).toEqual([{ incident: id, step: 'look-again', alerts: 0, sites: 0, look: 'due' }]);

  await engine.call.vault.unlock({ passphrase });
  expect(looks(await engine.call.incidents.show({ incident: id }))).toEqual(['failed', 'due', 'to-come']);
  after(8 * 24);
  const seen = await until((incident) => looks(incident)[1] === 'done' && isIdle(incident));
  expect(stateOf(seen, own.id)).toBe('verified');
}, 90_000);

it('of a closed incident what became due while nobody was there is told while locked, shown, and made once unlocked', async () => {
  await engine.call.incidents.alertsSeen({ incident: id, until: given.clock().toISOString() });
  await engine.call.incidents.close({ incident: id, by: 'Ada', note: 'it is over' });
  await engine.close();
  hoursOn = 31 * 24;
  const { dataDir } = engine;
  const cost = { N: 2 ** 12, r: 8, p: 1 };
  engine = withEnds(await openEngine({ dataDir, vault: { cost }, ...given }), dataDir);
  told.length = 0;
  engine.onNotice((notice) => told.push(notice));
  after(31 * 24);
  after(31 * 24);
  expect(told).toEqual([{ incident: id, step: 'look-again', alerts: 0, sites: 0, look: 'due' }]);
  await engine.call.vault.unlock({ passphrase });
  expect(await list()).toContain('Acme: a look is due, or was not well: resalt incident recheck');
  after(31 * 24);
  expect(looks(await until((incident) => looks(incident)[2] === 'done' && isIdle(incident)))).toEqual([
    ...['failed', 'done', 'done'],
  ]);
  const seen = await until((incident) => stateOf(incident, 'look-again') === 'failed');
  expect(seen.closedAt).not.toBeNull();

  // The one that found something is a person's, and then all three were well.
  await engine.call.incidents.recheck({ incident: id });
  expect(stateOf(await until(isIdle), 'look-again')).toBe('verified');
}, 90_000);
