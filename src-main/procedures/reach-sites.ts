import PQueue from 'p-queue';
import { ResaltError, toFailure } from '../contract/failures.ts';
import type { HostKeyView, Site, SiteTest } from '../contract/sites.ts';
import type { SshTarget } from '../hosts/host.ts';
import { lookAt } from '../operations/steps/look.ts';
import { sshTargetOf } from '../operations/steps/reach-site.ts';
import type { Story } from '../operations/story.ts';
import type { Parts } from './parts.ts';

const concurrency = 20;

/** A story that nobody listens to: a test reads and changes nothing. */
export const silent: Story = {
  runId: 'test',
  dryRun: true,
  marks: {},
  step: (_name, work) => work(),
  mark: async () => undefined,
  warn: () => undefined,
  will: () => undefined,
};

/** Reaches each site, its files and its database; where a host key is in the way, shows it. */
export async function testSites(parts: Parts, sites: Site[]): Promise<SiteTest[]> {
  return each(sites, (site) => testSite(parts, site));
}

async function testSite(parts: Parts, site: Site): Promise<SiteTest> {
  const started = Date.now();
  const base = { siteId: site.id, site: site.name };
  try {
    const look = await lookAt(site, parts.tools, silent);
    await look.database.close().catch(() => undefined);
    const files = look.host
      ? look.host.kind === 'local'
        ? 'files on this machine'
        : `SSH as ${look.host.label}`
      : 'no files';
    const version = look.configuration?.version ? `, WordPress ${look.configuration.version}` : '';
    return {
      ...base,
      outcome: 'ok',
      reached: `${files}, database by ${look.database.route}${version}`,
      hostKeys: [],
      ms: Date.now() - started,
    };
  } catch (error) {
    const failure = toFailure(error, { siteId: site.id });
    const keyInTheWay = failure.code === 'HOST_KEY_UNKNOWN' || failure.code === 'HOST_KEY_CHANGED';
    const hostKeys = keyInTheWay ? await hostKeysOf(parts, site).catch(() => []) : [];
    const unreachable = keyInTheWay || failure.code === 'HOST_UNREACHABLE' || failure.code === 'AUTH_REFUSED';
    return {
      ...base,
      outcome: unreachable ? 'unreachable' : 'failed',
      reached: null,
      hostKeys,
      failure,
      ms: Date.now() - started,
    };
  }
}

export interface Trusting {
  /** Only keys among these; undefined pins what answers now. */
  fingerprints?: string[] | undefined;
  replaceChanged: boolean;
}

/** Pins the keys of each site's server and of the hosts before it, nearest first, then tests the site. */
export async function trustSites(parts: Parts, sites: Site[], trusting: Trusting): Promise<SiteTest[]> {
  const failures = new Map<string, unknown>();
  await each(sites, async (site) => {
    await trustSite(parts, site, trusting).catch((error: unknown) => failures.set(site.id, error));
  });
  const tests = await testSites(
    parts,
    sites.filter(({ id }) => !failures.has(id)),
  );
  const tested = new Map(tests.map((test) => [test.siteId, test]));
  return sites.flatMap((site) => {
    const failure = failures.get(site.id);
    const refused = (): SiteTest => ({
      siteId: site.id,
      site: site.name,
      outcome: 'unreachable',
      reached: null,
      hostKeys: [],
      failure: toFailure(failure, { siteId: site.id }),
      ms: 0,
    });
    return tested.get(site.id) ?? refused();
  });
}

async function trustSite(parts: Parts, site: Site, { fingerprints, replaceChanged }: Trusting): Promise<void> {
  if (!site.ssh) return;
  for (const target of await wayTo(parts, site.ssh)) {
    const key = await parts.tools.hosts.scanHostKey(target);
    const state = parts.store.hostKeys.check(target.host, target.port, key.keyType, key.blob);
    if (state === 'trusted') continue;
    const where = `${target.host}:${target.port}`;
    if (fingerprints && !fingerprints.includes(key.fingerprint))
      throw new ResaltError(
        'HOST_KEY_UNKNOWN',
        `${where} shows ${key.fingerprint}, which is not among the given fingerprints. It was not trusted.`,
        'never',
      );
    if (state === 'changed' && !replaceChanged)
      throw new ResaltError(
        'HOST_KEY_CHANGED',
        `${where} shows another key (${key.fingerprint}) than the pinned one. Ask its owner whether the server was rebuilt before you replace the pin.`,
        'never',
      );
    parts.store.hostKeys.trust([{ ...key, host: target.host, port: target.port }], { replace: replaceChanged });
    await parts.store.auditTrail.append({
      who: parts.who,
      what: 'hostKey.trusted',
      siteId: site.id,
      details: { where, fingerprint: key.fingerprint, replaced: state === 'changed' },
    });
  }
}

async function hostKeysOf(parts: Parts, site: Site): Promise<HostKeyView[]> {
  if (!site.ssh) return [];
  const views: HostKeyView[] = [];
  for (const target of await wayTo(parts, site.ssh)) {
    const { host, port } = target;
    const { keyType, fingerprint, blob } = await parts.tools.hosts.scanHostKey(target);
    const state = parts.store.hostKeys.check(host, port, keyType, blob);
    views.push({ host, port, keyType, fingerprint, state });
    // What lies behind a host that is not trusted can't be looked at.
    if (state !== 'trusted') break;
  }
  return views;
}

/** Every server on the way, each as reached through the ones before it. */
async function wayTo({ vault }: Parts, access: NonNullable<Site['ssh']>): Promise<SshTarget[]> {
  const target = await sshTargetOf(access, vault);
  const hops = target.jumps.map((jump, index) => ({ ...jump, jumps: target.jumps.slice(0, index) }));
  return [...hops, target];
}

async function each<T>(sites: Site[], work: (site: Site) => Promise<T>): Promise<T[]> {
  const queue = new PQueue({ concurrency });
  return Promise.all(sites.map((site) => queue.add(() => work(site))));
}
