import { type CountryResponse, open, type Reader } from 'maxmind';
import { type Network, type Networks, openNetworks } from './networks.ts';
import type { Address } from './read-address.ts';
import { countriesFile, networksFile } from './shipped-data.ts';

/** Where addresses are, from data that ships with Resalt; nothing is asked of anyone. */
export interface Lookup {
  /** ISO 3166 alpha-2; null for what is not public or not known. */
  countryOf(address: Address): string | null;
  networkOf(address: Address): Network | null;
  /** What a person should know of the data: that it is old, or not there. */
  notes(now: Date): string[];
}

type Countries = Pick<Reader<CountryResponse>, 'get' | 'metadata'>;

let opened: Promise<Lookup> | null = null;

/** Opens the data when it is first needed; 18 MB stay in memory then. A part that is not there knows nothing and says so. */
export function openLookup(): Promise<Lookup> {
  opened ??= Promise.all([
    open<CountryResponse>(countriesFile()).catch(() => null),
    openNetworks(networksFile()).catch(() => null),
  ]).then(([countries, networks]) => lookupOf(countries, networks));
  return opened;
}

function lookupOf(countries: Countries | null, networks: Networks | null): Lookup {
  return {
    countryOf: (address) => (countries ? countryIn(countries, address) : null),
    networkOf: (address) => networks?.of(address) ?? null,
    notes: (now) => [
      ...ofAge('countries', countries && new Date(countries.metadata.buildEpoch), now),
      ...ofAge('networks', networks && new Date(networks.date), now),
    ],
  };
}

/** The shipped database says `country_code` at the top, MaxMind's own `country.iso_code`. */
function countryIn(countries: Countries, { kind, text }: Address): string | null {
  if (kind !== 'public' || text === null) return null;
  const found = countries.get(text);
  const code = found && 'country_code' in found ? found.country_code : found?.country?.iso_code;
  return typeof code === 'string' && /^[A-Z]{2}$/.test(code) ? code : null;
}

const year = 365.25 * 86_400_000;

function ofAge(what: string, made: Date | null, now: Date): string[] {
  if (!made) return [`The data of ${what} is not there: this copy of Resalt was not built whole.`];
  const old = now.getTime() - made.getTime() > year;
  const date = made.toISOString().slice(0, 10);
  return old ? [`The data of ${what} is of ${date}, more than a year old. A newer Resalt has newer data.`] : [];
}
