import type { Story } from '../story.ts';
import type { Tools } from '../tools.ts';
import { noteTests } from './harden-uploads.ts';
import { configurationOf } from './look-hardened.ts';
import { phpOpens } from './php-opens.ts';
import type { SiteFiles } from './site-files.ts';

/**
 * Whether PHP says that it can't open the configuration with the rights that this run, or an attempt of it that was interrupted, has given to it.
 * A page may go on showing from OPcache until PHP is reloaded. Where PHP does not answer it is not called shut, and that is told.
 */
export async function isConfigurationShut(files: SiteFiles, tools: Tools, story: Story): Promise<boolean> {
  const path = configurationOf(files);
  if (!story.marks.hardened?.modes.some((one) => one.path === path)) return false;
  const opens = await story.step('Have PHP open the configuration', () =>
    phpOpens(files, files.configuration.understood.entry, tools, (names) => noteTests(names, story)),
  );
  if (opens === null)
    story.warn(
      'other',
      `Whether PHP can still open ${path} could not be asked of PHP itself. Reload PHP and open the site: a break may show only then.`,
    );
  return opens === false;
}
