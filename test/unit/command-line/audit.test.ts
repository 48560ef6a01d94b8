import { describe, expect, it } from 'vitest';
import { runCommandLine } from '../../../src-main/command-line/program.ts';
import type { Drift } from '../../../src-main/contract/drift.ts';
import { type AuditReport, type Finding, filesLeftOut } from '../../../src-main/contract/findings.ts';
import { fakeEngine } from './fake-engine.ts';
import { fakeTerminal } from './fake-terminal.ts';

const attack = '\u001b]0;owned\u0007\u001b[2J\r\nrm -rf\u202e';
const finding = (more: Partial<Finding> = {}): Finding => ({
  ...{
    siteId: 's_acme000000',
    site: 'acme',
    check: 'hidden-administrator',
    severity: 'critical',
    confidence: 'certain',
  },
  ...{ title: 'wpsys (user 7) has rights', where: 'user 7', since: '2026-11-20T10:00:00.000Z', why: 'Because.' },
  ...{ evidence: { userId: 7 }, fix: { operation: 'DemoteUser', arguments: { userId: 7 } }, byHand: 'Ask.' },
  ...{ contentHash: 'ab'.repeat(32), accepted: false },
  ...more,
});
const report = (more: Partial<AuditReport> = {}): AuditReport => ({
  at: '2026-11-22T22:41:05.000Z',
  sites: [
    {
      ...{ siteId: 's_acme000000', site: 'acme', outcome: 'ok' },
      checks: [{ check: 'hidden-administrator', looked: 'whole', why: null }],
    },
  ],
  administrators: [
    {
      ...{ siteId: 's_acme000000', site: 'acme', userId: 7, user: 'wpsys', email: 'w@client.test' },
      ...{ how: ['direct grant: install_plugins'], approved: false },
    },
  ],
  findings: [finding()],
  ...more,
});

async function resalt(words: string[], of: AuditReport, drift: Drift[] = []) {
  const engine = fakeEngine({ 'audit.look': () => of, 'audit.drift': () => ({ drift, more: 0 }) });
  const terminal = fakeTerminal();
  const parts = { version: '1', openEngine: async () => engine, serve: () => Promise.reject(new Error('no')) };
  const code = await runCommandLine(['audit', ...words], terminal, parts);
  return { code, ...terminal.printed, called: engine.called.filter(({ path }) => path === 'audit.look') };
}

describe('resalt audit', () => {
  it('prints the frame that DESIGN promises', async () => {
    const { code, out, err } = await resalt(['--all', '--json'], report());
    expect(code).toBe(0);
    expect(err).toBe('');
    const { siteId: _one, ...row } = finding();
    expect(JSON.parse(out)).toEqual({
      sites: [{ site: 'acme', outcome: 'ok', looked: ['hidden-administrator'], notLooked: [] }],
      administrators: [
        {
          ...{ site: 'acme', userId: 7, user: 'wpsys', email: 'w@client.test' },
          ...{ how: ['direct grant: install_plugins'], approved: false },
        },
      ],
      findings: [row],
      drift: [],
    });
  });

  it('asks for one check, and refuses one that there is not', async () => {
    const { called } = await resalt(['--site', 'acme', '--check', 'weak-hash', '--check', 'shared-hash'], report());
    expect(called).toEqual([
      {
        path: 'audit.look',
        input: { select: { sites: ['acme'] }, checks: ['weak-hash', 'shared-hash'], files: true, offline: false },
      },
    ]);
    const wrong = await resalt(['--all', '--check', 'nonsense'], report());
    expect(wrong.code).toBe(2);
    expect(wrong.err).toContain('hidden-administrator');
    expect((await resalt([], report())).code).toBe(2);
  });

  it('shows what changed, who is not approved first, and what is accepted apart and counted', async () => {
    const acceptance = { reason: 'Ours.', by: 'ada', at: '2026-11-22T22:41:05.000Z', everywhere: true };
    const approved = {
      ...{ siteId: 's_acme000000', site: 'acme', userId: 1, user: 'ada', email: 'ada@agency.test' },
      ...{ how: ['role: administrator'], approved: true },
    };
    const of = report({
      administrators: [approved, ...report().administrators],
      findings: [
        finding({ accepted: true, acceptance, title: 'left so' }),
        finding({ severity: 'low', title: 'still open', contentHash: 'cd'.repeat(32) }),
      ],
    });
    const drift: Drift = {
      ...{ siteId: 's_acme000000', site: 'acme', kind: 'new-administrator', what: 'wpsys is new', userId: 7 },
      ...{ at: '2026-11-22T22:41:05.000Z', since: '2026-11-21T22:41:05.000Z', user: 'wpsys', approved: false },
      ...{ check: null, severity: null, contentHash: null },
    };
    const { code, out } = await resalt(['--all'], of, [drift]);
    expect(code).toBe(0);
    const [changes = '', administrators = '', open = '', accepted = ''] = out.split('\n\n');
    expect(changes).toMatch(/new-administrator +acme +wpsys is new/);
    expect(administrators.split('\n').slice(1)).toEqual([
      expect.stringMatching(/wpsys \(7\).* no$/),
      expect.stringMatching(/ada \(1\).* yes$/),
    ]);
    expect(open).toContain('still open');
    expect(open).toContain('cdcdcdcdcdcd');
    expect(open).not.toContain('left so');
    expect(accepted).toMatch(/critical +acme +hidden-administrator +left so +abababababab +Ours\. +ada +.*everywhere/);
    expect(accepted).toContain(
      '2 administrators; 1 finding (1 low) on 1 site.\nNot approved: 1 administrator.\nAccepted: 1 finding, 1 of them critical.\n',
    );
    const frame = JSON.parse((await resalt(['--all', '--json'], of, [drift])).out);
    expect(frame.drift).toMatchObject([{ site: 'acme', kind: 'new-administrator', user: 'wpsys' }]);
    expect(frame.findings[0].acceptance).toEqual(acceptance);
  });

  it('writes findings as CSV that no spreadsheet executes, and not beside JSON', async () => {
    const { out } = await resalt(['--all', '--csv'], report({ findings: [finding({ title: '=cmd()\n"x"' })] }));
    expect(out.split('\n')).toHaveLength(3);
    expect(out).toContain('"\'=cmd() ""x"""');
    expect((await resalt(['--all', '--csv', '--json'], report())).code).toBe(2);
  });

  it('claims nothing of what was not looked at', async () => {
    const sites: AuditReport['sites'] = [
      {
        ...{ siteId: 's_acme000000', site: 'acme', outcome: 'ok' },
        checks: [
          { check: 'database-trigger', looked: 'not', why: 'The account may not.' },
          { check: 'weak-hash', looked: 'partly', why: 'There are more.' },
        ],
      },
      {
        ...{ siteId: 's_zeta000000', site: 'zeta', outcome: 'unreachable', checks: [] },
        failure: { code: 'HOST_UNREACHABLE', message: 'no answer.', retry: 'safe' },
      },
    ];
    const { code, out, err } = await resalt(['--all'], report({ sites, findings: [], administrators: [] }));
    expect(code).toBe(1);
    expect(out).toBe('0 administrators; nothing found on 1 of 2 sites, as far as the checks could look.\n');
    expect(err.split('\n')).toEqual([
      'acme: database-trigger not looked at: The account may not.',
      'acme: weak-hash looked at in part: There are more.',
      'zeta: unreachable, no answer. Nothing was looked at.',
      '',
    ]);
  });

  it('lets nothing of a site act on the terminal', async () => {
    const hostile = report({
      findings: [finding({ title: attack, where: attack, why: attack, evidence: { a: attack }, byHand: attack })],
      administrators: [
        {
          ...{ siteId: 's_acme000000', site: 'acme', userId: 7, approved: false },
          user: attack,
          email: attack,
          how: [attack],
        },
      ],
      sites: [
        {
          ...{ siteId: 's_acme000000', site: attack, outcome: 'ok' },
          checks: [{ check: 'weak-hash', looked: 'not', why: attack }],
        },
      ],
    });
    for (const words of [['--all'], ['--all', '--json']]) {
      const { out, err } = await resalt(words, hostile);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not come through
      expect(out + err).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    }
  });
});

describe('resalt audit without the files', () => {
  const leftOut = report({
    sites: [
      {
        ...{ siteId: 's_acme000000', site: 'acme', outcome: 'ok' },
        checks: [{ check: 'php-in-uploads', looked: 'not', why: filesLeftOut }],
      },
    ],
  });

  it('says what it left out, and what was asked for is no shortcoming', async () => {
    const asked = await resalt(['--all', '--no-files', '--offline'], leftOut);
    expect(asked.code).toBe(0);
    expect(asked.called[0]?.input).toMatchObject({ files: false, offline: true });
    expect(asked.err).toContain(`php-in-uploads not looked at: ${filesLeftOut}`);
    expect((await resalt(['--all'], leftOut)).code).toBe(1);
  });
});
