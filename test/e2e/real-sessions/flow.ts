import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFailed, test } from 'vitest';
import type { Fleet } from '../../fleet/fleet.ts';
import { writeImportCsv } from '../../fleet/import-csv.ts';
import { useFleet } from '../../fleet/shared.ts';
import type { FleetSite } from '../../fleet/site.ts';
import { type CuttingProxy, startCuttingProxy } from '../../integration/cutting-proxy.ts';
import { engineFor, passphrase } from '../../integration/open-engine.ts';
import { figure, reads, said, shown, unlock } from '../flow/look.ts';
import { picture } from '../flow/picture.ts';
import * as run from '../flow/run.ts';
import type { OpenShell, Shell } from '../flow/shell.ts';
import * as ending from './ending.ts';
import * as people from './people.ts';
import { button, facet, filterBy, readGroups, readTable, shownCount, shows, table } from './table.ts';
import { lines, type Told, wordpressSays } from './wordpress-says.ts';

/** Two plain sites, a network, and one with a warm object cache; the same people have an account on each. */
const kinds = { sites: 4, unlike: { 2: { multisite: true }, 3: { objectCache: 'redis' } } } as const;

/**
 * Seeing and ending logins, as a person does it, on real sites: what the screen says is held against WordPress's own
 * WP_Session_Tokens, and what was ended against the cookies of real logins. The tests are one story, in this order.
 */
export function tellSessions(name: string, open: OpenShell): void {
  const fleet = useFleet(kinds);
  let dataDir: string;
  let line: CuttingProxy;
  let shell: Shell;
  let page: Page;
  let visitors: people.Visitor[];
  const see = (what: string) => picture(page, `${name}-sessions-${what}`);
  const sites = (): [FleetSite, FleetSite, FleetSite, FleetSite] => {
    const [plain, cut, network, cached] = fleet().sites;
    if (!plain || !cut || !network || !cached) throw new Error('the fleet is too small');
    return [plain, cut, network, cached];
  };
  const go = (place: string) =>
    page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: place }).click();
  const sessions = async () => {
    await go('Sessions');
    await table(page).waitFor();
  };

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'resalt-e2e-'));
    line = await startCuttingProxy(fleet().ssh.port);
    await (await engineFor(behindLine(fleet(), line.port), { dataDir })).close();
    visitors = await people.everybody(fleet().sites, ['ed1', 'ed2', 'writer', 'agency', 'member1']);
    shell = await open(dataDir);
    page = shell.page;
    page.setDefaultTimeout(20_000);
    await unlock(page, passphrase);
  }, 120_000);
  afterAll(async () => {
    await shell?.close();
    await line?.close();
    await rm(dataDir, { recursive: true, force: true });
  }, 60_000);
  const tell = (title: string, story: () => Promise<void>) =>
    test(title, async () => {
      onTestFailed(() => page.screenshot({ path: `test-results/e2e/${name}-sessions-last.png` }).then(() => undefined));
      await story();
    });

  tell('nobody has looked, then every login that WordPress knows of', async () => {
    await go('Sessions');
    await said(page, 'Nobody has looked yet');
    await see('01-nobody-looked');
    await button(page, 'Look at 4 sites').click();
    await said(page, '4 sites read. Nothing was changed.');
    await sessions();
    await see('02-table');
    await agrees(page, fleet());
  });
}

/** The rows on the screen are what WordPress itself says, login by login; what is over is called so. */
async function agrees(page: Page, fleet: Fleet): Promise<Told[]> {
  const rows = await readTable(page);
  const truth = await wordpressSays(fleet.sites);
  expect(lines(rows.filter(({ over }) => !over))).toEqual(lines(truth));
  return truth;
}

/** The second site is reached over a line that can be cut. */
function behindLine(fleet: Fleet, sshPort: number): Fleet {
  const sites = fleet.sites.map((site) => (site.index === 1 ? { ...site, address: '127.0.0.1', sshPort } : site));
  return { ...fleet, sites, importCsv: (path) => writeImportCsv(sites, path) };
}
