import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { SALT_NAMES } from '../fleet/configuration.ts';
import type { Fleet } from '../fleet/fleet.ts';
import type { FleetSite } from '../fleet/site.ts';

/** The eight values of each site as its file has them now, as one hash per name. */
export async function saltsOf(fleet: Fleet): Promise<Map<FleetSite, string[]>> {
  const all = fleet.sites.map(async (site): Promise<[FleetSite, string[]]> => {
    const text = await readFile(site.configPath, 'utf8');
    return [site, SALT_NAMES.map((name) => hash(lineOf(text, name)))];
  });
  return new Map(await Promise.all(all));
}

/** On how many sites all eight changed. */
export function rotated(before: Map<FleetSite, string[]>, after: Map<FleetSite, string[]>): number {
  const changed = [...before].filter(([site, salts]) =>
    salts.every((salt, index) => salt !== after.get(site)?.[index]),
  );
  return changed.length;
}

const lineOf = (text: string, name: string): string =>
  text.match(new RegExp(`^define\\( *'${name}',.*$`, 'm'))?.[0] ?? '';
const hash = (text: string): string => createHash('sha256').update(text).digest('base64');
