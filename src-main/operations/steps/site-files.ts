import { ResaltError } from '../../contract/failures.ts';
import type { Site } from '../../contract/sites.ts';
import type { Host } from '../../hosts/host.ts';
import type { Story } from '../story.ts';
import type { Tools } from '../tools.ts';
import { reachHost } from './reach-site.ts';
import { type Configuration, readConfiguration } from './read-configuration.ts';

/** A site's files, without its database: on the worst night that may be what does not answer. */
export interface SiteFiles {
  site: Site;
  host: Host;
  configuration: Configuration;
}

/** NOT_ALLOWED_HERE where a site is reached by its database alone, CONFIG_NOT_FOUND where no folder of it is known. */
export async function openFiles(site: Site, tools: Tools, story: Story, why: string): Promise<SiteFiles> {
  const host = await story.step('Reach the server', () => reachHost(site, tools));
  if (!host)
    throw new ResaltError(
      'NOT_ALLOWED_HERE',
      `${site.name} is reached by its database alone: ${why} Enter its SSH or SFTP access.`,
      'never',
    );
  const { path } = site;
  if (path === null)
    throw new ResaltError('CONFIG_NOT_FOUND', `No folder is entered for ${site.name}. Add its path.`, 'never');
  const configuration = await story.step('Find the configuration', () => readConfiguration(host, path));
  return { site, host, configuration };
}
