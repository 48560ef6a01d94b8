import { describe, expect, it } from 'vitest';
import { followRun } from '../../../src-main/command-line/follow-run.ts';
import type { Invocation } from '../../../src-main/command-line/invocation.ts';
import type { RunEvent } from '../../../src-main/contract/fleet.ts';
import type { RunSite } from '../../../src-main/contract/runs.ts';
import { events, fakeEngine, run, runSite, snapshot, summary } from './fake-engine.ts';
import { fakeTerminal } from './fake-terminal.ts';

const waiting = (site: string, wave = 0) => runSite(site, { state: 'waiting', outcome: null, ms: null, wave });
const working = (site: string, wave = 0) => ({ ...waiting(site, wave), state: 'working' as const, step: 'Swap it in' });
const done = (site: string, wave = 0, more: Partial<RunSite> = {}) => runSite(site, { wave, ...more });
const lost = { outcome: 'failed', failure: { code: 'NOT_WRITABLE', message: 'm', retry: 'safe' } } as const;

const started = run([waiting('a'), waiting('b', 1)], { state: 'running', waves: [1, 1] });
const changed = (seq: number, sites: RunSite[], state: 'running' | 'finished' = 'running'): RunEvent => ({
  seq,
  kind: 'changed',
  run: { ...summary(started), state },
  sites,
});
const story = [
  snapshot(started),
  changed(1, [working('a')]),
  changed(2, [done('a', 0, { sessions: { before: 3, after: 0 } })]),
  changed(3, [working('b', 1)]),
  changed(4, [done('b', 1, lost)], 'finished'),
];
const invocation = (terminal = fakeTerminal()) =>
  ({ terminal }) as unknown as Invocation & { terminal: typeof terminal };

describe('a run is followed', () => {
  it('on a pipe: a line per wave and per site', async () => {
    const { terminal, ...rest } = invocation();
    const engine = fakeEngine({ 'runs.watch': () => events(story), 'runs.show': () => started });
    await followRun({ terminal, ...rest }, engine, 'r_abcdef');
    expect(terminal.printed.err.split('\n')).toEqual([
      'Wave 1 of 2: 1 site',
      'a: changed, 3 logins ended (143 ms)',
      'Wave 2 of 2: 1 site',
      'b: failed, NOT_WRITABLE: m (143 ms)',
      '',
    ]);
    expect(terminal.printed.out).toBe('');
  });

  it('on a terminal: a block in place that is gone at the end, failures above it', async () => {
    const { terminal, ...rest } = invocation(fakeTerminal({ person: true, columns: 60 }));
    const engine = fakeEngine({ 'runs.watch': () => events(story), 'runs.show': () => started });
    await followRun({ terminal, ...rest }, engine, 'r_abcdef');
    expect(terminal.printed.err).toContain('0 of 2 done · 1 in work · wave 1 of 2');
    expect(terminal.printed.err).toContain('a                         Swap it in');
    expect(screenOf(terminal.printed.err)).toEqual(['b: failed, NOT_WRITABLE: m (143 ms)', '']);
  });

  it('after a missed event from a new snapshot on', async () => {
    const watches = [[snapshot(started), changed(2, [])], [snapshot({ ...started, state: 'finished' })]];
    const engine = fakeEngine({ 'runs.watch': () => events(watches.shift() ?? []), 'runs.show': () => started });
    await followRun(invocation(), engine, 'r_abcdef');
    expect(engine.called.filter((call) => call.path === 'runs.watch')).toHaveLength(2);
  });

  it('silently about what was done before it went on', async () => {
    const { terminal, ...rest } = invocation();
    const before = [done('a'), done('b', 0, lost)];
    const again = run([done('a'), done('b', 0, { attempt: 2 })]);
    const engine = fakeEngine({ 'runs.watch': () => events([snapshot(again)]), 'runs.show': () => again });
    await followRun({ terminal, ...rest }, engine, 'r_abcdef', before);
    expect(terminal.printed.err).toBe('b: changed (143 ms)\n');
  });

  it('until Ctrl-C cancels it; the second leaves', async () => {
    const { terminal, ...rest } = invocation();
    let cancelled = () => {};
    const asked = new Promise<void>((resolve) => {
      cancelled = resolve;
    });
    async function* cancelledLater() {
      yield snapshot(started);
      terminal.interrupt();
      await asked;
      terminal.interrupt();
      yield changed(1, [done('a')], 'finished');
    }
    const cancel = () => {
      cancelled();
      return summary(started);
    };
    const engine = fakeEngine({ 'runs.watch': cancelledLater, 'runs.cancel': cancel, 'runs.show': () => started });
    await followRun({ terminal, ...rest }, engine, 'r_abcdef');
    expect(engine.called.map((call) => call.path)).toContain('runs.cancel');
    expect(terminal.printed.err).toContain('resalt runs resume r_abcdef');
    expect(terminal.left).toEqual([1]);
    terminal.interrupt();
    expect(terminal.left).toEqual([1]);
  });
});

/** What a terminal shows after "n lines up, clear to the end" was obeyed. */
function screenOf(text: string): string[] {
  const lines = [''];
  for (const part of text.split(/(\p{Cc}\[\d+A\r\p{Cc}\[J|\n)/u)) {
    const up = /(\d+)A/.exec(part);
    if (part === '\n') lines.push('');
    else if (part.startsWith('\u001b') && up)
      lines.splice(lines.length - 1 - Number(up[1]), Number.POSITIVE_INFINITY, '');
    else lines[lines.length - 1] += part;
  }
  return lines;
}
