import { readFile, writeFile } from 'node:fs/promises';
import { get } from 'node:http';
import { sql } from '../../fleet/database.ts';
import type { FleetSite } from '../../fleet/site.ts';

/**
 * Makes the network of three one of sub-domains: the second site gets a name below the network's, the third a domain of its own. They resolve to
 * nothing here; a request says them as its Host (askAs). `back` undoes it.
 */
export async function underNamesOfTheirOwn(site: FleetSite): Promise<{ names: string[]; back(): Promise<void> }> {
  const { host } = new URL(site.url);
  const config = await readFile(site.configPath, 'utf8');
  const places: [blog: number, domain: string, path: string][] = [
    [2, `news.${host}`, '/'],
    [3, 'www.mapped-shop.test', '/'],
  ];
  const before = await sql(site, 'SELECT blog_id AS id, path FROM {p}blogs WHERE blog_id > 1 ORDER BY blog_id');
  await move(site, places);
  const subDomains = config.replace(/('SUBDOMAIN_INSTALL', )false/, '$1true');
  if (subDomains === config) throw new Error('the configuration does not say which kind of network it is');
  await writeFile(site.configPath, subDomains);
  return {
    names: [host, ...places.map(([, domain]) => domain)],
    async back() {
      // Its salts may be others by now.
      const now = await readFile(site.configPath, 'utf8');
      await writeFile(site.configPath, now.replace(/('SUBDOMAIN_INSTALL', )true/, '$1false'));
      await move(
        site,
        before.map(({ id, path }) => [Number(id), host, String(path)]),
      );
    },
  };
}

async function move(site: FleetSite, places: readonly [blog: number, domain: string, path: string][]): Promise<void> {
  for (const [blog, domain, path] of places) {
    const url = `http://${domain}${path}`.replace(/\/$/, '');
    await sql(site, `UPDATE {p}blogs SET domain = '${domain}', path = '${path}' WHERE blog_id = ${blog}`);
    const both = "option_name IN ('siteurl', 'home')";
    await sql(site, `UPDATE {p}${blog}_options SET option_value = '${url}' WHERE ${both}`);
  }
}

/** A page as a stranger gets it who asks the site's server for this name. Redirects are told, not followed. */
export function askAs(
  { address, url }: FleetSite,
  name: string,
  headers: Record<string, string> = {},
  path = '/',
): Promise<{ status: number; body: string }> {
  const asked = { host: address, port: new URL(url).port, path, agent: false, headers: { ...headers, host: name } };
  return new Promise((resolve, reject) => {
    get(asked, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (chunk) => {
        body += chunk;
      });
      response.once('end', () => resolve({ status: response.statusCode ?? 0, body }));
    }).once('error', reject);
  });
}
