import { expect, it } from 'vitest';
import { incident as incidentSchema } from '../../../../src-main/contract/incidents.ts';
import { incidentOf } from '../../../../src-main/incidents/fold.ts';
import type { NewLine } from '../../../../src-main/incidents/lines.ts';
import { engineerReport } from '../../../../src-main/incidents/report/engineer/engineer-report.ts';
import { ofClient } from '../../../../src-main/incidents/report/one-client.ts';
import { beside, folded, idOf, looked, opened } from '../an-incident.ts';
import { material } from './a-breach.ts';

const lookedFor = (n: number, told: string): NewLine => ({
  ...{ kind: 'ended', step: 'database-accounts', part: 0, run: null },
  sites: [{ siteId: idOf(n), outcome: null, told }],
});

/** Of two sites, the first one acme's. The second look at `cron` holds: what it had found is gone. */
const all = material(
  incidentSchema.parse(
    incidentOf(
      folded([
        opened(2),
        looked('cron', idOf(0), false, 'Found: a hook without code (evil_hook).'),
        looked('cron', idOf(0), false, 'Found: a hook without code (evil_hook).'),
        looked('cron', idOf(0), true, 'Nothing was found.'),
        looked('core-files', idOf(1), false, 'Found: a changed file (version.php).'),
        lookedFor(0, 'Found: an account (backup2).'),
        lookedFor(1, 'Found: an account (elsewhere).'),
      ]),
      beside(),
    ),
  ),
);

const foundIn = (of: typeof all) =>
  engineerReport(of, 'engineer', null).blocks.flatMap((block) =>
    block.kind === 'table' && block.caption.startsWith('What looks at the steps saw')
      ? block.rows.map(({ cells, below }) => [cells[2]?.text, ...below])
      : [],
  );

it('the engineer’s report tells what looks have found, also where it is gone since', () => {
  expect(foundIn(all)).toEqual([
    ['site-0', 'Found: a hook without code (evil_hook).'],
    ['site-1', 'Found: a changed file (version.php).'],
    ['site-0', 'Found: an account (backup2).'],
    ['site-1', 'Found: an account (elsewhere).'],
  ]);
});

it('another client is told nothing of it', () => {
  expect(foundIn(ofClient(all, 'acme')).map(([, told]) => told)).toEqual([
    'Found: a hook without code (evil_hook).',
    'Found: an account (backup2).',
  ]);
});
