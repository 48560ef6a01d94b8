import type { Site } from '../../../src-main/contract/sites.ts';
import type { Hosts } from '../../../src-main/hosts/host.ts';
import { probe } from '../../../src-main/hosts/http-probe.ts';
import { localHost } from '../../../src-main/hosts/local.ts';
import type { OfficialChecksums } from '../../../src-main/hosts/official-checksums.ts';
import { openDatabase } from '../../../src-main/hosts/open-database.ts';
import { auditSite } from '../../../src-main/operations/audit-site.ts';
import { lookAt } from '../../../src-main/operations/steps/look.ts';
import type { Story } from '../../../src-main/operations/story.ts';
import type { Tools } from '../../../src-main/operations/tools.ts';
import type { AuditReading } from '../../../src-main/wordpress/audit-reading.ts';
import type { FleetSite } from '../../fleet/site.ts';

const story: Story = {
  ...{ runId: 'test', dryRun: true, marks: {}, step: (_name: string, work) => work(), mark: async () => undefined },
  ...{ warn: () => undefined, will: () => undefined },
};

interface Way {
  direct?: boolean;
}

/** What an audit reads of the database: by files and database on this machine, or (`direct`) by the database alone. */
export const readSite = (site: FleetSite, way: Way = {}): Promise<AuditReading> =>
  auditSite(knownAs(site, way), toolsFor(site), story, { files: false, offline: true, parts: new Set(['rights']) });

/** All that an audit reads, files and what is seen from outside included. `official`: what WordPress.org would publish. `home`: the account's. */
export async function readWhole(site: FleetSite, official: OfficialChecksums, home: string): Promise<AuditReading> {
  const before = process.env.HOME;
  process.env.HOME = home;
  try {
    const tools = { ...toolsFor(site), checksums: official };
    return await auditSite(knownAs(site, {}), tools, story, { files: true, offline: true });
  } finally {
    process.env.HOME = before;
  }
}

/** How many administrators an inspection counts. */
export async function countOf(site: FleetSite): Promise<number | null> {
  const look = await lookAt(knownAs(site, {}), toolsFor(site), story);
  await look.close();
  return look.stored.administrators;
}

function knownAs(site: FleetSite, { direct = false }: Way): Site {
  const { host, port, name, user, prefix } = site.db;
  return {
    ...{ id: `s_${site.name.padEnd(10, '0')}`, name: site.name, url: site.url, client: null, tags: [], ssh: null },
    ...(direct
      ? {
          ...{ path: null, tablePrefix: prefix, local: false },
          mysql: {
            host,
            port,
            user,
            password: 'c_AAAAAAAAAAAAAAAAAAAAAA',
            database: name,
            tls: 'when-offered' as const,
          },
        }
      : { path: site.docroot, tablePrefix: null, local: true, mysql: null }),
  };
}

function toolsFor(site: FleetSite): Tools {
  const tools: Pick<Tools, 'hosts' | 'vault' | 'openDatabase' | 'clock' | 'probe'> = {
    probe,
    hosts: { reach: async () => localHost } as Partial<Hosts> as Hosts,
    vault: { open: async () => Buffer.from(site.db.password) } as Partial<Tools['vault']> as Tools['vault'],
    openDatabase,
    clock: () => new Date(),
  };
  return tools as Tools;
}
