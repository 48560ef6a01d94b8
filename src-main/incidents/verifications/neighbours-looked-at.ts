import { checkNames } from '../../contract/findings.ts';
import type { Site } from '../../contract/sites.ts';
import { fails, holds, type Look, unseen, type Verify } from './verification.ts';

/**
 * The other sites that Resalt knows on the same account or server were looked at by all checks since the incident was opened. What they found there is
 * told; whether to open an incident for them is a person's decision. Sites that Resalt does not know can't be counted.
 */
export const neighboursLookedAt: Verify = async (look) => {
  const { site } = look;
  const neighbours = look.fellows().filter((other) => other.id !== site.id && isNeighbour(site, other));
  const unknown = 'Sites there that Resalt does not know were not looked at.';
  if (neighbours.length === 0) {
    const where = site.ssh === null && !site.local ? unseen : holds;
    return where(`Resalt knows no other site that is reached at the same address. ${unknown}`);
  }
  const seen = await Promise.all(neighbours.map((other) => lookedAt(look, other)));
  const missing = neighbours.filter((_, index) => seen[index] === null);
  if (missing.length > 0)
    return fails(
      `${names(missing)} ${missing.length === 1 ? 'was' : 'were'} not looked at by these checks since the incident was opened.`,
    );
  const partly = neighbours.filter((_, index) => seen[index]?.whole === false);
  if (partly.length > 0)
    return unseen(`${names(partly)} could not be looked at whole: see there in Audit what was not seen. ${unknown}`);
  const found = neighbours.filter((_, index) => (seen[index]?.open ?? 0) > 0);
  const words =
    found.length > 0
      ? `Something was found on ${names(found)}: look at ${found.length === 1 ? 'it' : 'them'} in Audit. `
      : 'Nothing open was found. ';
  return holds(`${neighbours.length} other sites of the same server were looked at. ${words}${unknown}`);
};

/** How much was found there that nobody accepted, and whether every check saw all; null where not every check has looked since then. */
async function lookedAt(
  { auditOf, agreed, incident }: Look,
  other: Site,
): Promise<{ open: number; whole: boolean } | null> {
  const audit = await auditOf(other.id);
  const since = (audit?.checks ?? []).filter(({ at, looked }) => at >= incident.openedAt && looked !== 'not');
  const looked = new Set(since.map(({ check }) => check));
  if (!audit || checkNames.some((check) => !looked.has(check))) return null;
  return {
    open: audit.findings.filter((one) => agreed.acceptanceOf(other.id, one) === null).length,
    whole: since.every((one) => one.looked === 'whole'),
  };
}

export function isNeighbour(one: Site, other: Site): boolean {
  if (one.local && other.local) return true;
  if (one.ssh && other.ssh) return one.ssh.host === other.ssh.host && one.ssh.port === other.ssh.port;
  return (
    one.mysql !== null &&
    other.mysql !== null &&
    one.mysql.host === other.mysql.host &&
    one.mysql.user === other.mysql.user
  );
}

const names = (sites: readonly Site[]): string =>
  `${sites
    .slice(0, 10)
    .map(({ name }) => name)
    .join(', ')}${sites.length > 10 ? ` and ${sites.length - 10} more` : ''}`;
