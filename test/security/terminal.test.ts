import { describe, expect, it } from 'vitest';
import { inspectionTable } from '../../src-main/command-line/inspection-table.ts';
import type { Invocation } from '../../src-main/command-line/invocation.ts';
import { blockLines } from '../../src-main/command-line/live-block.ts';
import { nextAction } from '../../src-main/command-line/next-action.ts';
import { showPlan } from '../../src-main/command-line/plan.ts';
import { presentTests } from '../../src-main/command-line/present-tests.ts';
import { cut, printable } from '../../src-main/command-line/printable.ts';
import { openProgress } from '../../src-main/command-line/progress.ts';
import { present } from '../../src-main/command-line/run-operation.ts';
import { run, runSite, summary } from '../unit/command-line/fake-engine.ts';
import { fakeTerminal } from '../unit/command-line/fake-terminal.ts';

/**
 * The attack: a hacked site, a server's banner or an import file holds terminal escape sequences. Shown raw they clear the screen,
 * rewrite "failed" as "changed", set the clipboard (OSC 52), or turn the reading direction so that a name reads as another.
 */
const attack = '\u001b[2J\u001b]52;c;aGk=\u0007\u009b31m\u202egnahc\u2066\r\nproven\u0000\u2028\u200b';
const harmful = /(?!\n)\p{Cc}|[\u2028\u2029]|(?![\u200c\u200d])\p{Cf}/u;

const proof = { verdict: 'not-possible' as const, before: null, after: null, why: attack, at: null };
const hostile = run(
  [
    runSite(attack, { proof, plan: [attack], warnings: [{ kind: 'editing', text: attack }], step: attack }),
    runSite(`${attack}2`, {
      outcome: 'failed',
      steps: [{ name: attack, ms: 1, outcome: 'failed' }],
      salts: { place: attack, rotated: 8, fingerprintBefore: null, fingerprintAfter: null },
      proof,
      failure: { code: 'COMMAND_FAILED', message: attack, retry: 'safe' },
    }),
  ],
  { stoppedWhy: attack },
);
const test = { siteId: 's_0000000000', site: attack, reached: attack, ms: 1 };
const key = { host: attack, port: 22, keyType: attack, fingerprint: attack, state: 'changed' as const };
const inspected = runSite(attack, {
  inspection: {
    siteId: 's_0000000000',
    at: '',
    wordpress: { version: attack, multisite: false },
    config: { path: attack, tablePrefix: attack },
    salts: { places: [], fingerprint: null, rotatable: false, why: attack },
    objectCache: { kind: attack, canFlush: true, how: attack },
    sessions: { count: 1, people: 1, unreadable: 0, live: null },
    users: null,
    administrators: null,
    editingNow: 0,
    encryptors: [],
    answers: { status: null, ms: null, why: attack },
    databaseRoute: null,
  },
});

describe('what a site says never acts on the terminal', () => {
  it('in no report, plan, table, line of progress or JSON', () => {
    for (const dryRun of [true, false]) {
      for (const json of [true, false]) {
        const terminal = fakeTerminal({ person: false });
        const invocation = { terminal, json } as unknown as Invocation;
        present(invocation, { ...hostile, dryRun });
        showPlan(terminal, hostile);
        const progress = openProgress(terminal);
        progress.update(summary(hostile), hostile.sites);
        progress.close();
        presentTests(invocation, [
          { ...test, outcome: 'ok', hostKeys: [key] },
          { ...test, outcome: 'failed', hostKeys: [], failure: { code: 'BUG', message: attack, retry: 'never' } },
        ]);
        inspectionTable(terminal, [inspected]);
        expect(terminal.printed.out + terminal.printed.err).toContain('gnahc');
        expect(terminal.printed.out + terminal.printed.err).not.toMatch(harmful);
      }
    }
  });

  it('on a live terminal only the block itself moves the cursor', () => {
    const terminal = fakeTerminal({ person: true });
    const progress = openProgress(terminal);
    progress.update(summary(hostile), [{ ...inspected, state: 'working', step: attack }, ...hostile.sites]);
    progress.close();
    expect(terminal.printed.err.replace(/\p{Cc}\[\d+A\r\p{Cc}\[J/gu, '')).not.toMatch(harmful);
  });

  it('a name of any length or width takes one row of the block', () => {
    const long = runSite('漢'.repeat(150), { state: 'working', step: 'x'.repeat(2000) });
    const lines = blockLines(summary(hostile), Array(500).fill(long), 1, 8);
    expect(lines.length).toBe(10);
    for (const line of lines) expect(cut(printable(line), 79)).not.toMatch(harmful);
  });

  it('a command that is shown for pasting holds a site’s name as one shell word', () => {
    const row = runSite("x'; rm -rf ~ #", {
      outcome: 'unreachable',
      failure: { code: 'HOST_UNREACHABLE', message: 'm', retry: 'safe' },
    });
    expect(nextAction(row, 'r_abcdef')).toContain(`--site 'x'\\''; rm -rf ~ #'`);
  });
});
