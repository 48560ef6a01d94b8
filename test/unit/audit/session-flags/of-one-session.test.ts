import { describe, expect, it } from 'vitest';
import { hoursAgo, judge, reasons, session } from '../a-fleet.ts';

describe('role-not-here', () => {
  const because = (rolesNotHere: { role: string; client?: string; tag?: string }[], roles = ['Editor']) =>
    reasons('role-not-here', [session({ roles })], { knowledge: { rolesNotHere } })[0];
  it('is raised for that role, whatever the case, where it holds', () => {
    expect(because([{ role: 'editor' }])).toBe('nobody should have the role “editor” here');
    expect(because([{ role: 'editor', client: 'Acme' }])).not.toBeNull();
    expect(because([{ role: 'editor', tag: 'shop' }])).not.toBeNull();
  });
  it('and not elsewhere', () => {
    expect(because([{ role: 'editor', client: 'Other' }])).toBeNull();
    expect(because([{ role: 'editor', client: 'Acme', tag: 'other' }])).toBeNull();
    expect(because([{ role: 'author' }])).toBeNull();
    expect(because([{ role: 'editor' }], [])).toBeNull();
  });
});

describe('hosting-network', () => {
  it('is raised for networks that rent out servers', () => {
    expect(reasons('hosting-network', [session({ ip: '80.66.1.1' })])).toEqual([
      'AS24940 Net 24940 rents out servers: people seldom log in from there',
    ]);
    expect(reasons('hosting-network', [session()])).toEqual([null]);
  });
  it('but not for an office there', () => {
    const knowledge = { offices: [{ name: 'VPN', range: '80.66.1.1' }] };
    expect(reasons('hosting-network', [session({ ip: '80.66.1.1' })], { knowledge })).toEqual([null]);
  });
});

describe('blocked-address', () => {
  const knowledge = { blocked: ['80.1.0.0/16'] };
  it('is raised for what is on the list, even of an office or behind a proxy', () => {
    expect(reasons('blocked-address', [session()], { knowledge })).toEqual(['on your block list as 80.1.0.0/16']);
    const both = { ...knowledge, offices: [{ name: 'Office', range: '80.1.1.1' }] };
    expect(reasons('blocked-address', [session()], { knowledge: both })[0]).not.toBeNull();
    const proxy = { blocked: ['104.16.0.0/13'] };
    expect(reasons('blocked-address', [session({ ip: '104.16.0.1' })], { knowledge: proxy })[0]).not.toBeNull();
  });
  it('and for nothing else', () =>
    expect(reasons('blocked-address', [session({ ip: '80.2.1.1' }), session({ ip: null })], { knowledge })).toEqual([
      null,
      null,
    ]));
});

describe('expired and ghost', () => {
  it('are told of what is there', () => {
    expect(reasons('expired', [session({ expired: true }), session()])).toEqual([
      'it has expired, only its entry is left',
      null,
    ]);
    expect(reasons('ghost', [session({ ghost: true }), session({ user: null, ghost: true }), session()])).toEqual([
      'it stands in a second row of this user, which WordPress does not look at',
      'its user is deleted, only the entry is left',
      null,
    ]);
  });
  it('and not of what is gone', () => {
    const gone = session({ goneAt: hoursAgo(1), expired: true, ghost: true, user: null });
    expect(judge([gone]).sessions[0]?.flags).toEqual([]);
  });
});
