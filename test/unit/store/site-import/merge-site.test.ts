import { describe, expect, it } from 'vitest';
import { site } from '../../../../src-main/contract/sites.ts';
import { credentialsOf, mergeSite } from '../../../../src-main/store/site-import/merge-site.ts';
import type { SiteDraft } from '../../../../src-main/store/site-import/site-draft.ts';

const id = (letter: string) => `c_${letter.repeat(22)}`;
const draft: SiteDraft = {
  name: 'acme',
  url: null,
  client: null,
  tags: [],
  path: '/srv/acme',
  tablePrefix: null,
  local: false,
  ssh: { host: 'h', port: 22, user: 'u', agent: false, jumps: [] },
  mysql: { host: 'd', port: 3306, user: 'u', database: 'n', tls: 'when-offered' },
};
const full = mergeSite(null, draft, { key: id('a'), keyPassphrase: id('b'), dbPassword: id('c') });

describe('a row becomes a site', () => {
  it('that the contract knows, with an id of its own', () => {
    expect(site.parse(full)).toEqual(full);
    expect(mergeSite(null, draft, {}).id).not.toBe(full.id);
    expect(credentialsOf(full)).toEqual([id('a'), id('b'), id('c')]);
  });

  it('that keeps its id and secrets when the row, cleaned of them, comes again', () => {
    const again = { ...draft, tags: ['new'], ssh: draft.ssh && { ...draft.ssh, agent: true } };
    expect(mergeSite(full, again, {})).toEqual({ ...full, tags: ['new'] });
  });

  it('that drops secrets of another account, server or way', () => {
    const ssh = draft.ssh ?? expect.unreachable();
    for (const change of [
      { user: 'v' },
      { host: 'g' },
      { port: 23 },
      { jumps: [{ host: 'j', port: 22, user: 'u' }] },
    ]) {
      const moved = mergeSite(full, { ...draft, ssh: { ...ssh, ...change } }, {});
      expect(credentialsOf(moved)).toEqual([id('c')]);
      expect(moved.ssh?.agent).toBe(true);
    }
    const mysql = draft.mysql && { ...draft.mysql, host: 'other' };
    expect(credentialsOf(mergeSite(full, { ...draft, mysql }, {}))).toEqual([id('a'), id('b')]);
  });

  it('whose new key does not inherit the old passphrase', () => {
    expect(mergeSite(full, draft, { key: id('k') }).ssh).toMatchObject({ key: id('k'), keyPassphrase: null });
  });
});
