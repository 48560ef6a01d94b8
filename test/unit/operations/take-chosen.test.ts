import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Statement } from '../../../src-main/hosts/database.ts';
import type { OpenSite } from '../../../src-main/operations/steps/look.ts';
import { stillThere, takeChosen } from '../../../src-main/operations/steps/take-chosen.ts';
import { addSession } from '../../../src-main/wordpress/session-tokens.ts';

const verifier = '1'.repeat(64);
const session = { expiration: 2_000_000_000, login: 1_700_000_000, ip: '127.0.0.1', ua: 'Firefox' };
const healthy = addSession(null, verifier, session);
const going = new Map([[7, new Set([verifier])]]);

/** User 7’s row, which holds this when it is looked at; null: more than is fetched. */
function siteWith(value: Buffer | null) {
  const written: Statement[] = [];
  const sha = createHash('sha256')
    .update(value ?? 'large')
    .digest('hex');
  const row = { id: Buffer.from('1'), user_id: Buffer.from('7'), n: Buffer.from('1'), value, sha: Buffer.from(sha) };
  const run = async (statements: Statement[]) => {
    if (statements[0]?.sql.startsWith('SELECT')) return [{ affected: 0, rows: [row] }];
    written.push(...statements);
    return statements.map(() => ({ affected: 1, rows: [] }));
  };
  const tables = { prefix: 'wp_', usermeta: 'wp_usermeta', users: 'wp_users' };
  return { open: { database: { run }, tables, configuration: null } as unknown as OpenSite, written };
}

describe('a row that became unreadable after its login was chosen', () => {
  it.each([
    ['cut off', Buffer.from(healthy.subarray(0, -1))],
    ['with bytes after its end', Buffer.concat([healthy, Buffer.from('x')])],
    ['too large to fetch', null],
  ])('may hold it: %s', async (_what, value) => {
    const { open, written } = siteWith(value);
    expect(await takeChosen(open, going, new Set())).toEqual([7]);
    expect(written).toEqual([]);
    expect(await stillThere(open, going, new Set())).toEqual(going);
  });

  it('holds nothing where WordPress reads no list either', async () => {
    const { open } = siteWith(Buffer.from('s:1:"x";'));
    expect(await takeChosen(open, going, new Set())).toEqual([]);
    expect(await stillThere(open, going, new Set())).toEqual(new Map());
  });

  it('goes whole where the whole user is meant', async () => {
    const { open, written } = siteWith(null);
    expect(await takeChosen(open, going, new Set([7]))).toEqual([]);
    expect(written).toHaveLength(1);
  });
});
