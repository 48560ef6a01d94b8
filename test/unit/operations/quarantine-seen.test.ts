import { beforeEach, expect, it, vi } from 'vitest';
import type { Place } from '../../../src-main/operations/steps/quarantine-place.ts';
import type { Marks, Story } from '../../../src-main/operations/story.ts';
import type { Tools } from '../../../src-main/operations/tools.ts';

const server = vi.hoisted(() => ({ files: new Map<string, Buffer>(), goneAt: 0 }));
vi.mock('../../../src-main/operations/steps/look.ts', () => ({
  openSite: async (site: object) => ({
    ...{ site, host: {}, close: async () => undefined },
    configuration: { root: '/srv/site', understood: { constants: new Map(), files: new Map() } },
  }),
}));
vi.mock('../../../src-main/operations/steps/quarantine.ts', () => {
  const found = (bytes: Buffer | undefined) =>
    bytes ? { bytes, mode: 0o644, uid: 1, gid: 1, mtime: null } : ('gone' as const);
  return {
    readFile: async (_host: unknown, { asked }: Place) => found(server.files.get(asked)),
    removeFile: async (_host: unknown, { asked }: Place) => {
      server.files.delete(asked);
      server.goneAt = Date.now();
      return null;
    },
    writeFile: async (_host: unknown, { asked }: Place, { bytes }: { bytes: Buffer }) => {
      server.files.set(asked, bytes);
      return null;
    },
    sealFile: async (_tools: unknown, { asked }: Place) => ({
      path: asked,
      sha256: sha256(needed),
      mode: 0o644,
      uid: 1,
      gid: 1,
    }),
    openFile: async () => found(needed),
  };
});
const { quarantineFiles } = await import('../../../src-main/operations/quarantine-files.ts');
const { sha256 } = await import('../../../src-main/operations/steps/change-user.ts');

const path = 'wp-content/mu-plugins/needed.php';
const needed = Buffer.from('<?php // needed');
const site = { id: 'a', name: 'acme', url: 'https://acme.test/' };
let marks: Marks = {};
let killedAt = '';
const story = {
  dryRun: false,
  get marks() {
    return marks;
  },
  step: <T>(name: string, work: () => Promise<T>) => (name === killedAt ? Promise.reject(new Error('killed')) : work()),
  mark: async (more: Marks) => {
    marks = { ...marks, ...more };
  },
  warn: () => undefined,
} as unknown as Story;

/** PHP goes on with a file that is gone until it looks again; and a page cache answers for an address that it knows. */
function toolsOf(looksAgainMs: number): Tools {
  const probe = async (url: string) => {
    const isCached = !url.includes('?');
    const works = server.files.has(path) || isCached || Date.now() - server.goneAt < looksAgainMs;
    return { status: works ? 200 : 500, location: null, body: '', dateHeader: null, ms: 1 };
  };
  return { probe, opcacheMs: looksAgainMs * 3 } as unknown as Tools;
}
const take = (tools: Tools) =>
  quarantineFiles({ operation: 'QuarantineFiles', files: [{ path, sha256: sha256(needed) }] })(
    site as never,
    tools,
    story,
    {} as never,
  );

beforeEach(() => {
  marks = {};
  server.files = new Map([[path, needed]]);
});

it('a file that PHP still knows for a moment is put back when the site breaks without it', async () => {
  expect(await take(toolsOf(40))).toMatchObject({ outcome: 'failed', failure: { code: 'ROLLED_BACK' } });
  expect(server.files.get(path)).toEqual(needed);
});

it('an attempt that was killed when the file was gone is seen to its end: the site is not left broken', async () => {
  const tools = toolsOf(0);
  killedAt = 'See that the site answers';
  await expect(take(tools)).rejects.toThrow('killed');
  expect(server.files.has(path)).toBe(false);
  killedAt = '';
  expect(await take(tools)).toMatchObject({ outcome: 'failed', failure: { code: 'ROLLED_BACK' } });
  expect(server.files.get(path)).toEqual(needed);
});
