import { type Severity, severities } from '../../../src-main/contract/findings.ts';

/** What the findings are narrowed to. */
export interface FindingFilter {
  text: string;
  severity: Severity | null;
  check: string | null;
  client: string | null;
  tag: string | null;
  site: string | null;
  /** Those that were accepted, in place of those that were not. */
  accepted: boolean;
  /** Only what was not there at the look before. */
  fresh: boolean;
}

export const noFilter: FindingFilter = {
  text: '',
  severity: null,
  check: null,
  client: null,
  tag: null,
  site: null,
  accepted: false,
  fresh: false,
};

export const filterParts = Object.keys(noFilter) as (keyof FindingFilter)[];

/** The parts that narrow something. */
export const asking = (filter: FindingFilter): (keyof FindingFilter)[] =>
  filterParts.filter((part) => filter[part] !== noFilter[part]);

const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value.slice(0, 300) : null);

/** A filter out of what was stored, by whichever version. What was typed is not stored: it may name people. */
export function readFilter(stored: unknown): FindingFilter {
  const { severity, check, client, tag, site, accepted, fresh } =
    typeof stored === 'object' && stored !== null ? (stored as Record<string, unknown>) : {};
  return {
    text: '',
    severity: severities.find((name) => name === severity) ?? null,
    check: textOrNull(check),
    client: textOrNull(client),
    tag: textOrNull(tag),
    site: textOrNull(site),
    accepted: accepted === true,
    fresh: fresh === true,
  };
}

/** What a link says of it: `#/audit?severity=critical&fresh=yes`. Texts stay out of the address. */
export function queryOf(filter: FindingFilter): string {
  const said = new URLSearchParams();
  for (const part of asking(filter)) {
    const value = filter[part];
    if (part !== 'text') said.set(part, value === true ? 'yes' : String(value));
  }
  return said.toString();
}

export function filterOfQuery(query: string): FindingFilter {
  const said = Object.fromEntries(new URLSearchParams(query));
  return readFilter({ ...said, accepted: said.accepted === 'yes', fresh: said.fresh === 'yes' });
}
