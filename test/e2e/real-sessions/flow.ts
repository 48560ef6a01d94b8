import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, onTestFailed, test } from 'vitest';
import type { Fleet } from '../../fleet/fleet.ts';
import { writeImportCsv } from '../../fleet/import-csv.ts';
import { useFleet } from '../../fleet/shared.ts';
import { type CuttingProxy, startCuttingProxy } from '../../integration/cutting-proxy.ts';
import { engineFor, passphrase } from '../../integration/open-engine.ts';
import { unlock } from '../flow/look.ts';
import { picture } from '../flow/picture.ts';
import type { OpenShell, Shell } from '../flow/shell.ts';
import { tellEndings } from './endings.ts';
import { tellNotReached } from './not-reached.ts';
import type { Now, Tell } from './now.ts';
import * as people from './people.ts';
import { tellSeeing } from './seeing.ts';
import { table } from './table.ts';

/** Two plain sites, a network, and one with a warm object cache; the same people have an account on each. */
const kinds = { sites: 4, opcache: true, unlike: { 2: { multisite: true }, 3: { objectCache: 'redis' } } } as const;

/**
 * Seeing and ending logins, as a person does it, on real sites: what the screen says is held against WordPress's own
 * WP_Session_Tokens, and what was ended against the cookies of real logins. The tests are one story, in this order.
 */
export function tellSessions(name: string, open: OpenShell): void {
  const fleet = useFleet(kinds);
  let dataDir: string;
  let line: CuttingProxy;
  let shell: Shell;
  let now: Now;
  let brokeOff = false;

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'resalt-e2e-'));
    line = await startCuttingProxy(fleet().ssh.port);
    await (await engineFor(behindLine(fleet(), line.port), { dataDir })).close();
    const visitors = await people.everybody(fleet().sites, ['ed1', 'ed2', 'writer', 'agency', 'member1']);
    shell = await open(dataDir);
    shell.page.setDefaultTimeout(30_000);
    await unlock(shell.page, passphrase);
    now = { ...inWindow(name, shell), fleet: fleet(), sites: four(fleet()), line, visitors };
  }, 120_000);
  afterAll(async () => {
    await shell?.close();
    await line?.close();
    await rm(dataDir, { recursive: true, force: true });
  }, 60_000);

  const tell: Tell = (title, part) =>
    test(title, async ({ skip }) => {
      skip(brokeOff, 'the story broke off before');
      brokeOff = true;
      onTestFailed(() =>
        now.page.screenshot({ path: `test-results/e2e/${name}-sessions-last.png` }).then(() => undefined),
      );
      await part(now);
      brokeOff = false;
    });
  tellSeeing(tell);
  tellEndings(tell);
  tellNotReached(tell);
}

function inWindow(name: string, { page }: Shell): Pick<Now, 'page' | 'see' | 'go' | 'sessions' | 'show'> {
  const go = (place: string) =>
    page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: place }).click();
  return {
    page,
    go,
    see: (what) => picture(page, `${name}-sessions-${what}`),
    async sessions() {
      await go('Sessions');
      await table(page).waitFor();
    },
    show: (hash) =>
      page.evaluate((to) => {
        location.hash = to;
      }, hash),
  };
}

function four({ sites: [plain, cut, network, cached] }: Fleet): Now['sites'] {
  if (!plain || !cut || !network || !cached) throw new Error('the fleet is too small');
  return [plain, cut, network, cached];
}

/** The second site is reached over a line that can be cut. */
function behindLine(fleet: Fleet, sshPort: number): Fleet {
  const sites = fleet.sites.map((site) => (site.index === 1 ? { ...site, address: '127.0.0.1', sshPort } : site));
  return { ...fleet, sites, importCsv: (path) => writeImportCsv(sites, path) };
}
