import { beforeEach, expect, it, vi } from 'vitest';
import type { Statement, StatementResult } from '../../../src-main/hosts/database.ts';
import type { CacheWay } from '../../../src-main/operations/steps/object-cache.ts';
import type { Marks, SiteResult, Story } from '../../../src-main/operations/story.ts';
import type { Tools } from '../../../src-main/operations/tools.ts';

const found = vi.hoisted(() => ({ open: {} as object }));
vi.mock('../../../src-main/operations/steps/look.ts', () => ({ openSite: async () => found.open }));
const { setOptions } = await import('../../../src-main/operations/set-options.ts');

/** A site with one option row, and a cache that can't be made to forget. */
function siteWith(cache: Partial<CacheWay>): void {
  let stored = '1';
  const answer = ({ sql, values = [] }: Statement): StatementResult => {
    if (sql.startsWith('UPDATE') && values[2] === stored) stored = String(values[0]);
    return { rows: sql.startsWith('SELECT') ? [{ value: Buffer.from(stored) }] : [], affected: 1 };
  };
  found.open = {
    site: { id: 'a', name: 'acme' },
    host: { label: 'acme' },
    tables: { prefix: 'wp_', options: '`wp_options`', sitemeta: null },
    multisite: false,
    cache,
    database: { run: async (statements: Statement[]) => statements.map(answer) },
    close: async () => undefined,
  };
}

let marks: Marks = {};
let warnings: string[] = [];
const story = {
  dryRun: false,
  get marks() {
    return marks;
  },
  step: <T>(_name: string, work: () => Promise<T>) => work(),
  mark: async (more: Marks) => {
    marks = { ...marks, ...more };
  },
  warn: (_kind: string, text: string) => warnings.push(text),
  will: () => undefined,
} as unknown as Story;
const tools = { vault: { seal: async () => `c_${'a'.repeat(22)}` } } as unknown as Tools;

const close = setOptions({
  operation: 'SetOptions',
  changes: [{ option: 'registration', blog: 1, value: 'closed' }],
});
const run = (): Promise<SiteResult> => close({ id: 'a', name: 'acme' } as never, tools, story, {} as never);

beforeEach(() => {
  marks = {};
  warnings = [];
});

it('what may still be open by the cache stays failed when the run is tried again, though the database is right by then', async () => {
  siteWith({ way: 'cannot', kind: 'apcu', why: 'It lives in PHP.' });
  expect(await run()).toMatchObject({ outcome: 'failed', failure: { code: 'VERIFY_FAILED' } });
  expect(await run()).toMatchObject({ outcome: 'failed', failure: { code: 'VERIFY_FAILED' } });
});

it('a site of which only the database is seen says that a cache may be there', async () => {
  siteWith({ way: 'cannot', kind: null, why: 'Whether there is a cache can’t be seen.' });
  expect(await run()).toMatchObject({ outcome: 'changed' });
  expect(warnings).toEqual(['Whether there is a cache can’t be seen.']);
});
