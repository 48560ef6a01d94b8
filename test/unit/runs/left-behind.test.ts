import { describe, expect, it } from 'vitest';
import { ResaltError } from '../../../src-main/contract/failures.ts';
import { type OperationName, outcomes, type RunSummary, runOptions } from '../../../src-main/contract/runs.ts';
import type { Site } from '../../../src-main/contract/sites.ts';
import { sealChoice } from '../../../src-main/operations/steps/sealed-choice.ts';
import type { Marks, SiteResult } from '../../../src-main/operations/story.ts';
import { choiceKeptDays, forgetOverdue, overdue } from '../../../src-main/runs/left-behind.ts';
import { openRuns } from '../../../src-main/runs/runs.ts';
import { memoryJournals } from './memory-journals.ts';

const now = new Date('2026-11-22T22:41:05.000Z');
const daysAgo = (days: number) => new Date(now.getTime() - days * 86_400_000).toISOString();
const idOf = (name: string) => `c_${name.padEnd(22, '0')}`;
const left = { canaries: [idOf('canary')], oldFiles: [idOf('old')] };

const site: Site = {
  ...{ id: 's_one000000000', name: 'one', url: null, client: null, tags: [] },
  ...{ ssh: null, mysql: null, local: true, path: '/srv', tablePrefix: null },
};

function run(days: number, more: Partial<RunSummary> = {}, totals: Partial<RunSummary['totals']> = {}): RunSummary {
  const none = Object.fromEntries(outcomes.map((outcome) => [outcome, 0])) as RunSummary['totals'];
  return {
    ...{ id: 'r_abcdef', operation: 'EndChosenSessions' as OperationName, dryRun: false, state: 'finished', ms: 1 },
    ...{
      startedAt: daysAgo(days),
      endedAt: daysAgo(days),
      waves: [1],
      stoppedWhy: null,
      count: 1,
      waiting: 0,
      working: 0,
    },
    options: runOptions.parse({ chosen: idOf('choice') }),
    totals: { ...none, changed: 1, ...totals },
    ...more,
  };
}
const going = (one: RunSummary) => {
  const { choice, canaries, oldFiles } = overdue(one, left, 90, now);
  return [choice !== null && 'choice', canaries.length > 0 && 'canaries', oldFiles.length > 0 && 'old files'].filter(
    Boolean,
  );
};

describe('what of a run may leave the vault', () => {
  const [before, after] = [choiceKeptDays - 0.1, choiceKeptDays + 0.1];
  it.each<[string, RunSummary, string[]]>([
    ['nothing while it is in work', run(200, { state: 'running', endedAt: null }), []],
    ['nothing while it is being cancelled', run(200, { state: 'cancelling', endedAt: null }), []],
    ['choice and canaries at once where every site is as asked', run(0), ['choice', 'canaries']],
    ['nothing where a site can be tried again', run(before, {}, { unreachable: 1 }), []],
    ['choice and canaries where nobody did that for 30 days', run(after, {}, { failed: 1 }), ['choice', 'canaries']],
    ['the same of an interrupted one', run(after, { state: 'interrupted', endedAt: null }), ['choice', 'canaries']],
    ['old files after as many days as the settings say', run(90.1), ['choice', 'canaries', 'old files']],
    ['not a day before', run(89.9), ['choice', 'canaries']],
    ['no old files of a site in doubt, however old', run(400, {}, { uncertain: 1 }), ['choice', 'canaries']],
    ['nor of a run that was interrupted', run(400, { state: 'interrupted' }), ['choice', 'canaries']],
  ])('%s', (_what, one, expected) => expect(going(one)).toEqual(expected));
});

it('who went on with an old run and was interrupted can still go on: its days begin anew', () => {
  const one = run(choiceKeptDays + 5, { state: 'interrupted', endedAt: null });
  expect(overdue(one, left, 90, now).choice).not.toBeNull();
  expect(overdue(one, { ...left, resumedAt: daysAgo(2) }, 90, now)).toEqual({
    choice: null,
    canaries: [],
    oldFiles: [],
    passwords: [],
  });
});

it('a retry of an old run that breaks off keeps what it needs, in this process and after a restart', async () => {
  const journals = memoryJournals();
  let today = new Date(daysAgo(29));
  let broken = false;
  const open = () =>
    openRuns({
      ...{ journals, clock: () => today },
      perform: async () => {
        if (broken) throw new ResaltError('VAULT_LOCKED', 'locked');
        return () => Promise.reject(new ResaltError('AUTH_REFUSED', 'refused', 'safe'));
      },
    });
  const runs = await open();
  const options = runOptions.parse({ chosen: idOf('choice') });
  const id = await runs.start({ operation: 'EndChosenSessions', options }, [site]);
  await runs.settled(id);
  [today, broken] = [now, true];
  await runs.goOn(id, 'retry', [site]);
  await runs.settled(id);
  const later = new Date(now.getTime() + 5 * 86_400_000);
  for (const those of [runs, await open()]) {
    const [behind] = those.leftBehind();
    expect(behind?.run.state).toBe('interrupted');
    expect(behind && overdue(behind.run, behind.left, 90, later).choice).toBeNull();
  }
});

function memoryVault() {
  const kept = new Map<string, Buffer>();
  const order: string[] = [];
  return {
    ...{ kept, order },
    seal: (id: string) => void kept.set(id, Buffer.from('x')),
    async sealMany(secrets: readonly { secret: Uint8Array }[]) {
      return secrets.map(({ secret }) => {
        const id = idOf(`s${kept.size}`);
        kept.set(id, Buffer.from(secret));
        return id;
      });
    },
    open: async (id: string) => Buffer.from(kept.get(id) ?? ''),
    ids: async () => [...kept.keys()],
    async forget(...ids: string[]) {
      for (const id of ids) if (kept.delete(id)) order.push(id);
    },
  };
}

it('a choice goes with all its pieces, the one that names them last; what other runs and sites have stays', async () => {
  const vault = memoryVault();
  for (const name of ['canary', 'old', 'password']) vault.seal(idOf(name));
  const sessions = Array.from({ length: 5001 }, (_, n) => ({ verifier: n.toString(16).padStart(64, '0') }));
  const { id } = await sealChoice(vault, { choice: { sessions }, before: daysAgo(0) });
  const one = run(0, { options: runOptions.parse({ chosen: id }) });
  const told: [string, number][] = [];
  const tell = async (run: string, files: number) => {
    expect(vault.kept.has(idOf('old'))).toBe(true);
    told.push([run, files]);
  };
  await forgetOverdue([{ run: one, left }], vault, 90, now, tell);
  expect(told).toEqual([]);
  expect([...vault.kept.keys()]).toEqual([idOf('old'), idOf('password')]);
  expect(vault.order.at(-1)).toBe(id);
  await forgetOverdue([{ run: run(91), left }], vault, 90, now, tell);
  expect(told).toEqual([['r_abcdef', 1]]);
  expect([...vault.kept.keys()]).toEqual([idOf('password')]);
});

it('a choice that can’t be read goes all the same; a locked vault loses nothing', async () => {
  const vault = memoryVault();
  vault.seal(idOf('choice'));
  const refusing = (code: 'VAULT_DAMAGED' | 'VAULT_LOCKED') => ({
    ...vault,
    open: () => Promise.reject(new ResaltError(code, 'no')),
  });
  const runs = [{ run: run(0), left }];
  const tell = async () => undefined;
  await expect(forgetOverdue(runs, refusing('VAULT_LOCKED'), 90, now, tell)).rejects.toThrow('no');
  expect(vault.kept.size).toBe(1);
  await forgetOverdue(runs, refusing('VAULT_DAMAGED'), 90, now, tell);
  expect(vault.kept.size).toBe(0);
});

it('no old file goes untold: not where the vault is locked on the way, nor where the audit trail can’t be written', async () => {
  const vault = memoryVault();
  for (const name of ['old', 'choice']) vault.seal(idOf(name));
  const locked = { ...vault, open: () => Promise.reject(new ResaltError('VAULT_LOCKED', 'no')) };
  const old = run(91, { id: 'r_before', options: runOptions.parse({}) });
  const runs = [
    { run: old, left },
    { run: run(0), left: { canaries: [], oldFiles: [] } },
  ];
  const refused = () => Promise.reject(new ResaltError('NOT_WRITABLE', 'full'));
  await expect(forgetOverdue(runs, locked, 90, now, refused)).rejects.toThrow('full');
  expect(vault.kept.size).toBe(2);
  const told: string[] = [];
  const tell = async (id: string) => void told.push(id);
  await expect(forgetOverdue(runs, locked, 90, now, tell)).rejects.toThrow('no');
  expect([told, vault.order]).toEqual([['r_before'], [idOf('old')]]);
});

it('what every attempt of a run marked is known when it is over, and after a restart', async () => {
  const journals = memoryJournals();
  const marksOf = (attempt: string): Marks => ({
    salts: {
      edits: [{ path: '/srv/wp-config.php', shaBefore: 'a', shaAfter: 'b', backup: idOf(`old${attempt}`) }],
      ...{ place: 'wp-config.php', rotated: 8, fingerprintBefore: null, fingerprintAfter: 'c' },
    },
    wpCli: null,
    canary: { userId: 1, verifier: 'v', sealed: idOf(`canary${attempt}`), before: 200 },
  });
  let attempt = 0;
  const open = () =>
    openRuns({
      journals,
      clock: () => now,
      perform:
        async () =>
        async (_site, story): Promise<SiteResult> => {
          attempt += 1;
          await story.mark(marksOf(String(attempt)));
          if (attempt === 1) throw new ResaltError('AUTH_REFUSED', 'refused', 'safe');
          return { outcome: 'changed', salts: null, sessions: null, proof: null, failure: null, inspection: null };
        },
    });
  const runs = await open();
  const id = await runs.start({ operation: 'FleetLogout', options: runOptions.parse({}) }, [site]);
  await runs.settled(id);
  await runs.goOn(id, 'retry', [site]);
  await runs.settled(id);
  const both = { canaries: [idOf('canary1'), idOf('canary2')], oldFiles: [idOf('old1'), idOf('old2')] };
  expect(runs.leftBehind()).toMatchObject([{ run: { id }, left: both }]);
  expect((await open()).leftBehind()).toMatchObject([{ run: { id }, left: both }]);
  journals.reads.length = 0;
  expect((await open()).leftBehind()).toMatchObject([{ left: both }]);
  expect(journals.reads).toEqual([]);
});
