import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { writeImportCsv } from '../fleet/import-csv.ts';
import { type Sshd, startSshd } from '../fleet/processes/sshd.ts';
import { useFleet } from '../fleet/shared.ts';
import { logIn, visit } from '../fleet/visit.ts';
import { engineFor, type TestEngine } from './open-engine.ts';

const address = '127.0.0.1';

/** Many sites of one account share one connection, and its server opens few sessions: nobody may wait for ever. */
describe('twelve sites of one account', () => {
  const fleet = useFleet({ sites: 12, opcache: { revalidateSeconds: 0 } });
  let engine: TestEngine | undefined;
  let sshd: Sshd | undefined;
  afterEach(async () => {
    await engine?.dispose();
    await sshd?.stop();
  });

  it.each([
    { sessions: 1, allowTcpForwarding: false },
    { sessions: 2, allowTcpForwarding: false },
    { sessions: 10, allowTcpForwarding: false },
    { sessions: 1, allowTcpForwarding: true },
  ])(
    'are all logged out: MaxSessions $sessions, forwarding $allowTcpForwarding',
    async ({ sessions, ...how }) => {
      const { dir, ssh, sites } = fleet();
      sshd = await startSshd(join(dir, `sshd-${sessions}-${how.allowTcpForwarding}`), {
        authorizedKeys: await readFile(`${ssh.keyPath}.pub`, 'utf8'),
        config: [`MaxSessions ${sessions}`],
        ...how,
      });
      const { port } = sshd;
      const shared = sites.map((site) => ({ ...site, address, sshPort: port }));
      engine = await engineFor({ ...fleet(), importCsv: (path) => writeImportCsv(shared, path) });
      const cookies = await Promise.all(sites.map(async (site) => (await logIn(site, 'ed1')).cookie));
      const run = await engine.finish('FleetLogout');
      const ends = run.sites.map(({ outcome, failure, proof }) => [outcome, failure?.message ?? proof?.verdict]);
      expect(ends).toEqual(Array(12).fill(['changed', 'refused']));
      for (const [index, site] of sites.entries()) expect((await visit(site, cookies[index] ?? '')).status).toBe(302);
    },
    120_000,
  );
});
