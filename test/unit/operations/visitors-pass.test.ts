import { describe, expect, it } from 'vitest';
import type { ProbeOptions, ProbeResult } from '../../../src-main/hosts/http-probe.ts';
import { closingAt, showPass } from '../../../src-main/operations/visitors-pass.ts';
import type { Closing } from '../../../src-main/store/closings.ts';

const pass = 'p'.repeat(43);
const closing = (url: string, siteId = 's_one000000000'): Closing => ({
  ...{ siteId, url, folder: '/srv', core: '', sha256: '', pass: `c_${'a'.repeat(22)}`, kept: null, run: 'r', at: '' },
});
const answer: ProbeResult = { status: 200, location: null, body: '', dateHeader: null, ms: 1 };

/** What was shown to an address. */
async function shown(
  url: string,
  closings: Closing[],
  options?: ProbeOptions,
  { locked = false, sites = [] }: { locked?: boolean; sites?: { id: string; url: string | null }[] } = {},
) {
  let seen: ProbeOptions | undefined;
  const probe = async (_url: string, given?: ProbeOptions) => {
    seen = given;
    return answer;
  };
  const vault = {
    has: async () => true,
    open: async () => {
      if (locked) throw new Error('locked');
      return Buffer.from(JSON.stringify({ pass, allow: [] }));
    },
  };
  await showPass(probe, { list: () => closings }, vault, () => sites)(url, options);
  return seen?.pass;
}

describe('Resalt’s pass', () => {
  const here = [closing('http://shop.test/')];

  it.each(['http://shop.test/wp-login.php', 'https://shop.test/', 'http://shop.test?x=1', 'http://SHOP.test/a'])(
    'is shown to the site itself: %s',
    async (url) => {
      expect(await shown(url, here)).toBe(pass);
    },
  );

  it.each([
    'http://other.test/',
    'http://shop.test:8080/',
    'http://shop.test.evil.test/',
    'http://evil.test/?u=http://shop.test/',
    'http://shop.test@evil.test/',
    'ftp://shop.test/',
    'not an address',
  ])('is shown to nobody else: %s', async (url) => {
    expect(await shown(url, here)).toBe(undefined);
  });

  it('never goes from https to http', async () => {
    expect(await shown('http://shop.test/', [closing('https://shop.test/')])).toBe(undefined);
  });

  it('is not shown where the caller says another, or none; nor from a locked vault', async () => {
    expect(await shown('http://shop.test/', here, { pass: '' })).toBe('');
    expect(await shown('http://shop.test/', here, { pass: 'none' })).toBe('none');
    expect(await shown('http://shop.test/', here, {}, { locked: true })).toBe(undefined);
    expect(await shown('http://shop.test/', [])).toBe(undefined);
  });

  it('is that of the site whose folder the address lies in', () => {
    const two = [closing('http://shop.test', 's_root'), closing('http://shop.test/blog/', 's_blog')];
    expect(closingAt(two, 'http://shop.test/blog/wp-login.php')?.siteId).toBe('s_blog');
    expect(closingAt(two, 'http://shop.test/blog')?.siteId).toBe('s_blog');
    expect(closingAt(two, 'http://shop.test/blogger/')?.siteId).toBe('s_root');
  });

  it('is shown to no other folder of the same host', async () => {
    const blog = [closing('http://shop.test/blog', 's_blog')];
    for (const path of ['/', '/wp-login.php', '/b/', '/blogger/', '/blog/../b/', '/blog/%2e%2e/b/', '/blog/..%2fb/'])
      expect([path, await shown(`http://shop.test${path}`, blog)]).toEqual([path, undefined]);
    expect(await shown('http://shop.test/blog/wp-admin/?a=/../', blog)).toBe(pass);
  });

  it('of a site whose folder has another site’s in it that other one does not get to see it, closed or not', async () => {
    const root = [closing('http://shop.test/', 's_root')];
    const sites = [
      { id: 's_root', url: 'http://shop.test/' },
      { id: 's_b', url: 'https://shop.test/b' },
      { id: 's_none', url: null },
    ];
    expect(await shown('http://shop.test/b/wp-login.php', root, {}, { sites })).toBe(undefined);
    expect(await shown('http://shop.test/b', root, {}, { sites })).toBe(undefined);
    expect(await shown('http://shop.test/bb/', root, {}, { sites })).toBe(pass);
    expect(await shown('http://shop.test/', root, {}, { sites })).toBe(pass);
  });
});
