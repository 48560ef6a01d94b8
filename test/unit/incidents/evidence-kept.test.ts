import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import type { EvidenceItem } from '../../../src-main/contract/evidence.ts';
import { ResaltError } from '../../../src-main/contract/failures.ts';
import { evidenceKinds } from '../../../src-main/contract/orders/take-snapshot.ts';
import { baselineKept, evidenceWhole } from '../../../src-main/incidents/verifications/evidence-kept.ts';
import type { Look } from '../../../src-main/incidents/verifications/verification.ts';

const bytesOf = (id: string) => Buffer.from(`bytes of ${id}`);
const item = (kind: EvidenceItem['kind'], run = 'r_1', more: Partial<EvidenceItem> = {}): EvidenceItem => {
  const id = `e_${kind}_${run}`;
  const bytes = bytesOf(id);
  return {
    ...{
      id,
      siteId: 's_0123456789',
      site: 'one',
      kind,
      name: `one/${kind}/x`,
      from: 'there',
      begunAt: '',
      endedAt: '',
    },
    ...{
      bytes: bytes.length,
      count: 1,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      lacks: null,
      run,
      ...more,
    },
  };
};
const all = () => evidenceKinds.map((kind) => item(kind));

function look(items: EvidenceItem[], { files = true, damaged = '', failed = false, runs = [] as object[] } = {}): Look {
  const deeds = [{ kind: 'evidence', what: 'database: wp_posts', result: failed ? 'failed' : 'done', why: null }];
  return {
    site: { ssh: files ? {} : null, local: false },
    allRuns: async () => [
      ...runs,
      {
        run: 'r_1',
        operation: 'TakeSnapshot',
        row: { deeds, outcome: runs.length > 0 ? 'failed' : 'unchanged' },
        marks: {},
      },
    ],
    evidence: {
      items: async () => items,
      async *bytes(id: string) {
        if (id === damaged) throw new ResaltError('VAULT_DAMAGED', 'It is not whole.', 'never');
        yield bytesOf(id);
      },
    },
  } as unknown as Look;
}

it('holds where every kind is kept and every byte is as it was; logs may be missing, and what lacks is told', async () => {
  const items = all().filter(({ kind }) => kind !== 'access-logs');
  const lacking = items.map((one) => (one.kind === 'files' ? { ...one, lacks: 'No hashes.' } : one));
  const verdict = await evidenceWhole(look(lacking));
  expect(verdict).toMatchObject({ holds: true, told: expect.stringContaining('No hashes.') });
  expect(verdict.evidence).toHaveLength(10);
});

it.each(evidenceKinds.filter((kind) => !kind.endsWith('-logs')))('does not hold without %s', async (kind) => {
  const verdict = await evidenceWhole(look(all().filter((one) => one.kind !== kind)));
  expect(verdict).toMatchObject({ holds: false, told: expect.stringContaining(kind) });
});

it('does not hold where a piece was damaged, is another, or its run failed on something', async () => {
  expect(await evidenceWhole(look(all(), { damaged: 'e_files_r_1' }))).toMatchObject({ holds: false });
  const other = all().map((one) => (one.kind === 'cron' ? { ...one, sha256: '0'.repeat(64) } : one));
  expect(await evidenceWhole(look(other))).toMatchObject({ holds: false });
  expect(await evidenceWhole(look(all(), { failed: true }))).toMatchObject({
    holds: false,
    told: expect.stringContaining('wp_posts'),
  });
});

it('of a site whose database alone is reached neither files nor wp-config are asked for, and that is told', async () => {
  const items = all().filter(({ kind }) => !['files', 'wp-config', 'access-logs', 'error-logs'].includes(kind));
  expect(await evidenceWhole(look(items, { files: false }))).toMatchObject({
    holds: true,
    told: expect.stringContaining('not in reach'),
  });
  expect(await evidenceWhole(look(items))).toMatchObject({ holds: false });
});

it('the baseline is the first look, and a later one does not stand in for it', async () => {
  const early = all().filter(({ kind }) => !['files', 'database', 'access-logs', 'error-logs'].includes(kind));
  expect(await baselineKept(look(early))).toMatchObject({ holds: true });
  expect((await baselineKept(look([...early, item('users', 'r_2')]))).evidence).toHaveLength(7);
  expect(await baselineKept(look([...early, item('users', 'r_2')], { damaged: 'e_users_r_1' }))).toMatchObject({
    holds: false,
  });
  expect(await baselineKept(look(early.slice(1)))).toMatchObject({ holds: false, told: 'Not kept: users.' });
});

it('a run that was broken off leaves a database that is not whole: without deeds, whatever was kept before', async () => {
  const broken = {
    run: 'r_2',
    operation: 'Contain',
    row: { outcome: 'failed' },
    marks: { contained: [{ part: 'first-evidence' }] },
  };
  const items = all().map((one) => item(one.kind, 'r_2'));
  expect(await evidenceWhole(look(items, { runs: [broken] }))).toMatchObject({
    holds: false,
    told: expect.stringContaining('database, files'),
  });
  const ended = { ...broken, marks: { contained: [{ part: 'first-evidence' }, { part: 'evidence' }] } };
  expect(await evidenceWhole(look(items, { runs: [ended] }))).toMatchObject({ holds: true });
});

it('rows of a table that was not there, or of which none was read, are no baseline', async () => {
  const with_ = (more: object) => all().map((one) => (one.kind === 'users' ? { ...one, ...more } : one));
  expect(await baselineKept(look(with_({ lacks: 'There is no table x_users.' })))).toMatchObject({ holds: false });
  expect(await baselineKept(look(with_({ count: 0 })))).toMatchObject({ holds: false });
});
