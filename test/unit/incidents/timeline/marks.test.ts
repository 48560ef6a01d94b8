import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { timelineSources } from '../../../../src-main/contract/timeline.ts';
import { type Draft, draft } from '../../../../src-main/incidents/timeline/draft.ts';
import { draftsOf, folderOf, readChanged, together } from '../../../../src-main/incidents/timeline/gather-files.ts';
import { mergeSite, mostEntries } from '../../../../src-main/incidents/timeline/merge.ts';
import { addHandled } from '../../../../src-main/incidents/timeline/own-suspects.ts';
import { showTimeline } from '../../../../src-main/incidents/timeline/show.ts';
import { addGiven, addPath, noSuspects, whyMarked } from '../../../../src-main/incidents/timeline/suspects.ts';
import { usedFrom } from '../../../../src-main/incidents/timeline/used-from.ts';
import { utcZone } from '../../../../src-main/incidents/timeline/zones.ts';
import { type KeptEntry, openTimelines } from '../../../../src-main/store/timelines.ts';

const asked = (path: string, ip: string, more: Partial<Draft> = {}): Draft =>
  draft({ at: 1e12, asWritten: '', source: 'access-log', kind: 'request', what: path, path, ip, ...more });
const site = { siteId: 's_0123456789abcdef', site: 'acme' };

describe('what is suspected', () => {
  const suspects = () => {
    const made = noSuspects();
    addPath(made, 'wp-content/uploads/X.php', 'audit: a shell', true);
    addPath(made, 'index.php', 'audit: changed', true);
    addGiven(made, { ips: ['2001:db8::1'], logins: ['Eve'], paths: ['/srv/acme/evil.php'] }, '/srv/acme');
    return made;
  };

  test.each([
    [asked('wp-content/uploads/x.php', '1.1.1.1'), 'shell'],
    [asked('blog/wp-content/uploads/x.php', '1.1.1.1'), 'shell'],
    [asked('wp-content/uploads/x.php/more', '1.1.1.1'), 'shell'],
    [asked('evil.php', '1.1.1.1'), 'named'],
    [asked('', '2001:db8:0:0:0:0:0:1'), 'named'],
    [asked('index.php', '1.1.1.1'), null],
    [asked('wp-content/uploads/y.php', '1.1.1.1'), null],
    [asked('', '1.1.1.1', { who: 'eve' }), 'named'],
    // Who tries her name at the form is anybody.
    [asked('', '1.1.1.1', { who: 'eve', answered: false }), null],
    [draft({ at: 1, asWritten: '', source: 'file', kind: 'file changed', what: '', path: 'index.php' }), 'changed'],
  ])('%# is marked where it is', (one, why) => {
    const said = whyMarked(one, suspects());
    if (why === null) expect(said).toBeNull();
    else expect(said).toContain(why);
  });

  test('what was put into quarantine stays suspected once it is gone, in that incident and on that site', () => {
    const [incident, path] = ['i_abcdefgh01234567', 'wp-content/uploads/gone.php'];
    const deeds = [{ kind: 'file', what: path, result: 'done' as const, why: null }];
    const of = { id: incident, step: 'foreign-php', part: 1 };
    const run = {
      operation: 'QuarantineFiles' as const,
      options: { incident: of },
      sites: [{ siteId: site.siteId, deeds }],
    };
    const marked = (id: string, siteId: string) => {
      const made = noSuspects();
      addHandled(made, [run], id, siteId);
      return whyMarked(asked(path, '1.1.1.1'), made);
    };
    expect(marked(incident, site.siteId)).toContain('quarantine');
    expect(marked('i_another', site.siteId)).toBeNull();
    expect(marked(incident, 's_another')).toBeNull();
  });

  test('who used it is suspected too, but neither a proxy nor who found nothing', () => {
    const shell = (ip: string, more = {}) => asked('wp-content/uploads/x.php', ip, more);
    const few = usedFrom([shell('9.9.9.9'), shell('8.8.8.8', { answered: false }), shell('10.0.0.1')], suspects());
    expect([...few.used.keys()]).toEqual(['9.9.9.9']);
    expect(few.proxies).toEqual(['10.0.0.1']);
    const behind = [...Array.from({ length: 100 }, () => asked('', '7.7.7.7')), shell('7.7.7.7'), shell('9.9.9.9')];
    expect(usedFrom(behind, suspects())).toMatchObject({ proxies: ['7.7.7.7'] });
  });

  test('of too much what is suspected stays, and then what is newer; each thing once', () => {
    const others = Array.from({ length: mostEntries + 5 }, (_, n) =>
      asked(`p${n}`, '1.1.1.1', { at: 1e12 + n * 1000 }),
    );
    const marked = asked('evil.php', '1.1.1.1', { at: 9e11 });
    const merged = mergeSite(site, [marked, ...others, { ...marked }], suspects());
    expect(merged.entries).toHaveLength(mostEntries);
    expect(merged.leftOut).toBe(6);
    expect(merged.entryPoint).toMatchObject({ what: 'evil.php', at: new Date(9e11).toISOString() });
    expect(merged.entries.at(-1)?.what).toBe(`p${mostEntries + 4}`);
  });

  test('nothing begins with a time that anybody may set, nor with who only tries names', () => {
    const set = draft({
      at: 1e12,
      asWritten: '',
      source: 'file',
      kind: 'file dated',
      what: 'old',
      path: 'evil.php',
      doubtful: true,
    });
    const tries = asked('evil.php', '3.3.3.3', { at: 1.1e12, answered: false });
    const uses = asked('evil.php', '4.4.4.4', { at: 1.2e12 });
    expect(mergeSite(site, [set, tries, uses], suspects()).entryPoint?.ip).toBe('4.4.4.4');
  });
});

describe('times of files', () => {
  const clocks = { offsetMs: 5000, zone: utcZone, words: '', zoneWords: '' };

  test('are read whatever the name, and by Resalt’s clock', () => {
    const bytes = Buffer.concat([
      Buffer.from('10 1760000000.5 1760000100.123 ./a\nb \xff', 'latin1'),
      Buffer.from('\0end'),
    ]);
    const { files, whole } = readChanged(bytes);
    expect(whole).toBe(true);
    expect(files).toEqual([{ path: 'a\nb \udcff', size: 10, mtime: 1_760_000_000, ctime: 1_760_000_100 }]);
    const drafts = draftsOf(files, { from: 0, to: 2e12, clocks });
    expect(drafts.map(({ kind, at, doubtful }) => [kind, at, doubtful])).toEqual([
      ['file changed', 1_760_000_100_000 - 5000, false],
      ['file dated', 1_760_000_000_000 - 5000, true],
    ]);
    expect(readChanged(Buffer.from('10 1 2 ./cut of')).whole).toBe(false);
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (any) => void readChanged(Buffer.from(any))));
  });

  test('an update is one entry, a file that is marked stays alone', () => {
    const files = Array.from({ length: 100 }, (_, n) => ({
      path: `wp-content/plugins/tool/${n}.php`,
      size: 1,
      mtime: 1_760_000_000,
      ctime: 1_760_000_000 + n,
    }));
    const drafts = draftsOf(files, { from: 0, to: 2e12, clocks });
    const shown = together(drafts, ({ path }) => path === 'wp-content/plugins/tool/7.php');
    expect(shown.map(({ kind }) => kind).sort()).toEqual(expect.arrayContaining(['file changed', 'files changed']));
    expect(shown.length).toBeLessThan(10);
    expect(shown).toContainEqual(
      expect.objectContaining({ path: 'wp-content/plugins/tool/7.php', kind: 'file changed' }),
    );
    expect(folderOf('a/plugins/tool/x/y.php')).toBe('a/plugins/tool');
  });
});

describe('what is kept is shown as it would be all at once', () => {
  let dir = '';
  afterAll(() => rm(dir, { recursive: true, force: true }));
  /** Nothing is hidden by these boxes; that a context fits is seen all the same. */
  const boxes = {
    seal: (plain: Uint8Array, context: readonly unknown[]) =>
      Buffer.concat([Buffer.from(`${JSON.stringify(context)}\n`), plain]),
    open(box: Uint8Array, context: readonly unknown[]) {
      const head = Buffer.from(`${JSON.stringify(context)}\n`);
      return Buffer.from(box).subarray(0, head.length).equals(head)
        ? Buffer.from(Buffer.from(box).subarray(head.length))
        : null;
    },
  };
  const incident = 'i_0123456789abcdef';
  const ids = ['s_0000000000a', 's_0000000000b', 's_0000000000c'];

  test('filtered, paged and counted, over many pages of many sites', async () => {
    dir = await mkdtemp(join(tmpdir(), 'resalt-timelines-'));
    const timelines = openTimelines(dir, boxes);
    const all: (KeptEntry & { siteId: string })[] = [];
    for (const [n, siteId] of ids.entries()) {
      const entries = Array.from(
        { length: n === 2 ? 0 : 2500 },
        (_, k): KeptEntry => ({
          ...{
            at: new Date(1.7e12 + Math.floor(k / 3) * 1000 * (n + 1)).toISOString(),
            asWritten: '',
            source: timelineSources[(k + n) % 4] ?? 'file',
          },
          ...{
            kind: 'k',
            who: k % 7 === 0 ? 'Eve' : null,
            ip: k % 4 === 0 ? '203.0.113.7' : null,
            what: `what ${k}`,
            marked: k % 5 === 0 ? 'why' : null,
          },
        }),
      );
      all.push(...entries.map((one) => ({ ...one, siteId })));
      await timelines.keep(incident, {
        siteId,
        gatheredAt: '2026-11-22T00:00:00.000Z',
        readings: [],
        entryPoint: entries[0] ?? null,
        entries,
      });
    }
    const rank = (one: { siteId: string }) => ids.indexOf(one.siteId);
    const sorted = all
      .map((one, n) => ({ one, n }))
      .sort((a, b) => (a.one.at < b.one.at ? -1 : a.one.at > b.one.at ? 1 : rank(a.one) - rank(b.one) || a.n - b.n))
      .map(({ one }) => one);
    const sites = ids.map((siteId) => ({ siteId, site: siteId }));
    const anyQuery = fc.record({
      sources: fc.option(fc.subarray([...timelineSources].slice(0, 4), { minLength: 1 }), { nil: undefined }),
      from: fc.option(fc.constantFrom(...[100, 300_000, 700_000].map((ms) => new Date(1.7e12 + ms).toISOString()))),
      to: fc.option(fc.constantFrom(...[200_000, 900_000].map((ms) => new Date(1.7e12 + ms).toISOString()))),
      text: fc.constantFrom('', 'eve', 'WHAT 12'),
      who: fc.constantFrom('', 'EVE', 'ev'),
      ip: fc.constantFrom('', '203.0.113.7', '::1'),
      kind: fc.constantFrom('', 'K', 'k 1'),
      marked: fc.boolean(),
      limit: fc.integer({ min: 200, max: 3000 }),
    });
    await fc.assert(
      fc.asyncProperty(anyQuery, async (query) => {
        const expected = sorted.filter(
          (one) =>
            (!query.sources || query.sources.includes(one.source)) &&
            (query.from === null || one.at >= query.from) &&
            (query.to === null || one.at <= query.to) &&
            (!query.marked || one.marked !== null) &&
            (query.who === '' || one.who?.toLowerCase() === query.who.toLowerCase()) &&
            (query.ip === '' || one.ip === query.ip) &&
            (query.kind === '' || one.kind === query.kind.toLowerCase()) &&
            (query.text === '' || `${one.who} ${one.what}`.toLowerCase().includes(query.text.toLowerCase())),
        );
        const got: object[] = [];
        for (let after: string | null = null; ; ) {
          const page = await showTimeline(timelines, incident, sites, { ...query, after });
          expect(page.count).toBe(expected.length);
          got.push(...page.entries.map(({ site: _site, ...rest }) => rest));
          after = page.next;
          if (after === null || got.length > expected.length) break;
        }
        expect(got).toEqual(expected.map(({ siteId, ...rest }) => ({ siteId, ...rest })));
      }),
      { numRuns: 12 },
    );
    // Gathered again meanwhile: who reads goes on with what was there.
    const open = await timelines.open(incident, ids[0] ?? '');
    await timelines.keep(incident, {
      siteId: ids[0] ?? '',
      gatheredAt: '',
      readings: [],
      entryPoint: null,
      entries: [],
    });
    expect(await open?.page(2)).toHaveLength(500);
    open?.close();
    expect((await timelines.sites(incident)).sort()).toEqual(ids);
  });
});
