import type { Confidence } from '../../contract/findings.ts';
import type { ApiKey, AuditReading, KeyKind } from '../../wordpress/audit-reading.ts';
import { type Check, day, type Found, moment, named, onBlog } from './check.ts';

const stale = 180 * day;

/** The keys of one plugin: whose, what they may, when they were last used. */
export const keysOf = (kind: KeyKind, check: Pick<Check, 'name'>['name'], product: string): Check => ({
  name: check,
  reads: [kind, 'blogs'],
  find: (reading) => reading.keys.filter((key) => key.kind === kind).map((key) => found(reading, key, product)),
});

function found(reading: AuditReading, key: ApiKey, product: string): Found {
  const owner = reading.people.get(key.userId);
  const whose = owner ? named(owner) : `user ${key.userId}, who does not exist`;
  return {
    harm: 'damage',
    confidence: confidenceOf(key, owner !== undefined, reading.now),
    title: `A key of ${product} (${key.permissions || 'no permissions'}) is open for ${whose}`,
    where: `key ${key.id}${onBlog(reading, key.blog)}`,
    why: 'It reads orders, entries or customers without a login, and neither new salts nor a new password end it.',
    about: {
      ...{ kind: key.kind, blog: key.blog, key: key.id, userId: key.userId, permissions: key.permissions },
      ...{ description: key.description, ending: key.ending },
    },
    seen: { lastUsed: moment(key.lastUsed) },
    fix: { operation: 'RevokeTokens', arguments: { kind: key.kind, blog: key.blog, key: key.id } },
    byHand: `Revoke it in the settings of ${product}, under REST API. Ask first what uses it.`,
  };
}

function confidenceOf({ lastUsed }: ApiKey, hasOwner: boolean, now: number): Confidence {
  if (!hasOwner) return 'likely';
  return lastUsed !== null && lastUsed > now - stale ? 'unlikely' : 'possible';
}
