import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { openHistoryFile } from '../../../../src-main/store/session-history/history-file.ts';

/** A file of its own: the library is loaded once per process. */
it('loading the library asks no DNS for the names of connected servers, which stopped everything for seconds', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'resalt-history-'));
  const report: NodeJS.ProcessReport & { excludeNetwork?: boolean } = process.report;
  const before = report.excludeNetwork;
  const without: (boolean | undefined)[] = [];
  vi.spyOn(process.report, 'getReport').mockImplementation(() => {
    without.push(report.excludeNetwork);
    return { header: { glibcVersionRuntime: '2.36' } };
  });
  try {
    (await openHistoryFile(join(dir, 'history.db'))).close();
    expect(without.length).toBeGreaterThan(0);
    expect(new Set(without)).toEqual(new Set([true]));
    expect(report.excludeNetwork).toBe(before);
  } finally {
    vi.restoreAllMocks();
    rmSync(dir, { recursive: true });
  }
});
