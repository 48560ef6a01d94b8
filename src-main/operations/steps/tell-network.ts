import { ResaltError } from '../../contract/failures.ts';
import type { Site } from '../../contract/sites.ts';
import type { Story } from '../story.ts';
import type { Tools } from '../tools.ts';
import { number, text } from './audit-people.ts';
import { openSite } from './look.ts';
import { plainConstant } from './read-configuration.ts';
import type { SiteFiles } from './site-files.ts';

const mostNamed = 20;
/** As WordPress makes them; what else stands in the database's name of a site is not shown. */
const plain = /^[a-z0-9.:-]{1,200}\/[\w./~%-]{0,100}$/i;

/**
 * For the plan of closing: a network has one `.maintenance`, which WordPress looks for before it knows which of its sites is asked for (wp-settings.php:
 * wp_maintenance() stands before ms-settings.php, 6.1 and 7.1). So all of them close, those under names of their own too.
 */
export async function tellNetwork({ site, configuration }: SiteFiles, tools: Tools, story: Story): Promise<void> {
  if (plainConstant(configuration.understood, 'MULTISITE') !== '1') return;
  try {
    const { names, all } = await blogsOf(site, tools, story);
    const rest = all - names.length;
    story.will(
      `It is a network: all its ${all} sites close with it: ${names.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}.`,
    );
  } catch (error) {
    if (!(error instanceof ResaltError) || error.code === 'CANCELLED') throw error;
    story.will('It is a network: all its sites close with it.');
    story.warn('other', `Which sites the network has could not be read: ${error.message}`.slice(0, 2000));
  }
}

async function blogsOf(site: Site, tools: Tools, story: Story): Promise<{ names: string[]; all: number }> {
  const open = await openSite(site, tools, story);
  try {
    const table = `\`${open.tables.prefix}blogs\``;
    const [counted, listed] = await open.database.run([
      { sql: `SELECT COUNT(*) AS n FROM ${table}`, columns: ['n'] },
      {
        sql: `SELECT LEFT(CONCAT(domain, path), 310) AS name FROM ${table} ORDER BY blog_id LIMIT ${mostNamed}`,
        columns: ['name'],
      },
    ]);
    const names = (listed?.rows ?? []).map((row) => text(row.name)).filter((name) => plain.test(name));
    return { names, all: number(counted?.rows[0]?.n) };
  } finally {
    await open.close();
  }
}
