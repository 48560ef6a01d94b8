import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { changeUsers as changeUsersOrder } from '../../../src-main/contract/orders/change-users.ts';
import { closeToVisitors as closeToVisitorsOrder } from '../../../src-main/contract/orders/close-to-visitors.ts';
import { openToVisitors as openToVisitorsOrder } from '../../../src-main/contract/orders/open-to-visitors.ts';
import { revokeTokens as revokeTokensOrder } from '../../../src-main/contract/orders/revoke-tokens.ts';
import type { Site } from '../../../src-main/contract/sites.ts';
import { changeUsers } from '../../../src-main/operations/change-users.ts';
import { closeToVisitors } from '../../../src-main/operations/close-to-visitors.ts';
import { openToVisitors } from '../../../src-main/operations/open-to-visitors.ts';
import type { Operation } from '../../../src-main/operations/operations.ts';
import { revokeTokens } from '../../../src-main/operations/revoke-tokens.ts';
import { sql } from '../../fleet/database.ts';
import { useFleet } from '../../fleet/shared.ts';
import type { FleetSite } from '../../fleet/site.ts';
import { plantUsers, row } from '../audit/odd-users.ts';
import { liveFor, nothingRemains, type Remains } from '../kill/mortal-tools.ts';

const options = { proof: false, waves: [], maxFailures: null, concurrency: 1, dryRun: false };
const list = 'a:1:{i:0;a:2:{s:4:"uuid";s:1:"u";s:4:"name";s:1:"n";}}';

/** Everything that the process had done at the moment of its death stays; nothing else comes about. */
describe('a closing operation that dies after each of its effects', () => {
  const fleet = useFleet({ sites: 1, wordpress: '6.1' });
  let site: FleetSite;
  beforeAll(() => {
    const [first] = fleet().sites;
    if (!first) throw new Error('no site');
    site = first;
  });

  async function attempt(operation: Operation, last: number, remains: Remains) {
    const life = liveFor(last, remains);
    const work = operation(localSite(site), life.tools, life.story, options);
    const result = await Promise.race([work, life.died]);
    await life.bury();
    return { result, actions: life.actions() };
  }

  /** Dies at every effect in turn; the attempt after it comes to the end and knows what the first one did. */
  async function atEachEffect(
    make: () => Operation,
    plant: (round: number) => Promise<void>,
    see: () => Promise<void>,
  ) {
    for (let last = 1; last < 60; last += 1) {
      await plant(last);
      const remains = nothingRemains();
      const first = await attempt(make(), last, remains);
      if (first.result !== 'died') {
        expect(first.result.outcome).toBe('changed');
        await see();
        expect(last).toBeGreaterThan(5);
        return;
      }
      const second = await attempt(make(), Number.POSITIVE_INFINITY, remains);
      expect({ last, result: second.result }).toMatchObject({ result: { outcome: 'changed', failure: null } });
      await see();
    }
    throw new Error('It never came to its end.');
  }

  it('deletes the user whole, with posts at the heir, and says that it did', async () => {
    const order = changeUsersOrder.parse({ operation: 'ChangeUsers', action: 'delete', users: [{ login: 'doomed' }] });
    await atEachEffect(
      () => changeUsers(order),
      async () => {
        await sql(site, "DELETE FROM {p}users WHERE user_login = 'doomed'");
        const ids = await plantUsers(site, [
          { login: 'doomed', rows: [['capabilities', row(['administrator', 'b:1;'])]] },
        ]);
        await sql(site, "DELETE FROM {p}posts WHERE post_title = 'doomed'");
        await sql(
          site,
          "INSERT INTO {p}posts (post_author, post_title, post_content, post_excerpt, to_ping, pinged, post_content_filtered) VALUES (?, 'doomed', '', '', '', '', '')",
          [ids.get('doomed')],
        );
      },
      async () => {
        expect(await sql(site, "SELECT ID FROM {p}users WHERE user_login = 'doomed'")).toEqual([]);
        const [post] = await sql(site, "SELECT post_author AS a FROM {p}posts WHERE post_title = 'doomed'");
        expect(post?.a).toBe(1);
      },
    );
  });

  it('revokes application passwords, and counts what the first attempt took', async () => {
    const order = revokeTokensOrder.parse({ operation: 'RevokeTokens', tokens: [{ kind: 'application-password' }] });
    const rows = () => sql(site, "SELECT user_id FROM {p}usermeta WHERE meta_key = '_application_passwords'");
    await atEachEffect(
      () => revokeTokens(order),
      async () => {
        for (const id of [1, 2])
          await sql(
            site,
            "INSERT INTO {p}usermeta (user_id, meta_key, meta_value) VALUES (?, '_application_passwords', ?)",
            [id, list],
          );
      },
      async () => expect(await rows()).toEqual([]),
    );
  });

  it('closes to visitors and opens again, with what stood there before, whenever it dies', async () => {
    const file = join(site.docroot, '.maintenance');
    const old = '<?php $upgrading = 1600000000; ?>';
    await writeFile(file, old, { mode: 0o644 });
    const close = () => closeToVisitors(closeToVisitorsOrder.parse({ operation: 'CloseToVisitors' }));
    const open = () => openToVisitors(openToVisitorsOrder.parse({ operation: 'OpenToVisitors' }));
    const status = async () => (await fetch(site.url, { redirect: 'manual' })).status;
    // Spread over reading, sealing, marking, the write, and the looks from outside.
    for (const last of [2, 4, 5, 6, 7, 8]) {
      const remains = nothingRemains();
      expect({ last, ...(await attempt(close(), last, remains)) }).toMatchObject({ result: 'died' });
      const closed = await attempt(close(), Number.POSITIVE_INFINITY, remains);
      expect({ last, result: closed.result }).toMatchObject({ result: { outcome: 'changed', failure: null } });
      expect(await status()).toBe(503);
      remains.marks = {};
      expect({ last, ...(await attempt(open(), last + 4, remains)) }).toMatchObject({ result: 'died' });
      const opened = await attempt(open(), Number.POSITIVE_INFINITY, remains);
      expect({ last, result: opened.result }).toMatchObject({ result: { failure: null } });
      expect([await readFile(file, 'utf8'), await status(), remains.closings.list()]).toEqual([old, 200, []]);
    }
    await rm(file);
  });
});

function localSite({ name, url, docroot }: FleetSite): Site {
  const rest = { client: null, tags: [], tablePrefix: null, ssh: null, mysql: null };
  return { id: 's_interrupted', name, url, path: docroot, local: true, ...rest };
}
