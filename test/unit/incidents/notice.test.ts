import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { NewLine } from '../../../src-main/incidents/lines.ts';
import { type Notice, noticeOf, noticeWords } from '../../../src-main/incidents/notice.ts';
import { alertLine } from '../../../src-main/incidents/verdict-lines.ts';
import { openNotices } from '../../../src-main/procedures/incident-notices.ts';
import { idOf, looked } from './an-incident.ts';

const id = 'i_0000000000000000';
const fell = (n: number) =>
  alertLine(`“Core” on acme-${n} no longer holds. wpsys`, { step: 'core-files', siteId: idOf(n) });
const recheck = (ok: boolean): NewLine => ({ kind: 'recheck-done', after: '7-days', ok, told: 'acme-shop' });

describe('What somebody should know at once', () => {
  it('is alerts, on how many sites, and a look that was not well; nothing else', () => {
    expect(noticeOf(id, [looked('core-files', idOf(0), true), recheck(true)])).toBeNull();
    expect(noticeOf(id, [fell(0), fell(1), alertLine('new', { siteId: idOf(1) })])).toEqual({
      ...{ incident: id, step: 'core-files', alerts: 3, sites: 2, look: null },
    });
    expect(noticeOf(id, [recheck(false)])).toMatchObject({ step: 'look-again', alerts: 0, look: 'failed' });
  });

  it('is said in figures, without a name of anybody', () => {
    const notices = [noticeOf(id, [fell(0)]), noticeOf(id, [recheck(false)]), noticeOf(id, [fell(0), recheck(false)])];
    for (const notice of notices) {
      const { title, body } = noticeWords(notice as Notice);
      expect(`${title} ${body}`).not.toMatch(/acme|wpsys/);
      expect(body).toMatch(/\.$/);
    }
    expect(noticeWords(noticeOf(id, [fell(0), fell(1)]) as Notice)).toEqual({
      title: 'Incident: 2 alerts',
      body: 'What was done no longer holds, or something new was found on 2 sites.',
    });
    const due = { incident: id, step: 'look-again', alerts: 0, sites: 0, look: 'due' as const };
    expect(noticeWords(due).body).toContain('Unlock');
  });

  it('is told once of what comes together, and of each incident by itself', () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    let write = (_id: string, _lines: readonly NewLine[]) => {};
    const onWritten = (listener: typeof write) => {
      write = listener;
      return () => {};
    };
    const notices = openNotices({ onWritten });
    const told: Notice[] = [];
    const stop = notices.onNotice((notice) => told.push(notice));
    for (let n = 0; n < 40; n += 1) write(id, [looked('core-files', idOf(n), false), fell(n)]);
    write('i_0000000000000009', [fell(3)]);
    write(id, [recheck(false)]);
    vi.advanceTimersByTime(1000);
    expect(told).toEqual([
      { incident: id, step: 'core-files', alerts: 40, sites: 40, look: 'failed' },
      { incident: 'i_0000000000000009', step: 'core-files', alerts: 1, sites: 1, look: null },
    ]);
    write(id, [fell(1)]);
    notices.stop();
    vi.advanceTimersByTime(5000);
    stop();
    notices.due(id);
    expect(told).toHaveLength(2);
  });
});
