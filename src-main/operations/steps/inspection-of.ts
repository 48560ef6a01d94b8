import type { Inspection, SaltPlace } from '../../contract/inspection.ts';
import { encryptorsAmong } from '../../wordpress/salt-encryptors.ts';
import { type EffectiveSalt, type EffectiveSalts, fingerprint, saltNames } from '../../wordpress/salts.ts';
import type { Rotation, SaltOrigin, Understood } from '../../wordpress/wp-config/answer.ts';
import type { Tools } from '../tools.ts';
import type { Look } from './look.ts';
import { inWords } from './object-cache.ts';

/** What a look at a site may leave on the operator's disk: counts and places, no names, no secrets. */
export function inspectionOf(
  look: Look,
  rotation: Rotation | null,
  answers: Inspection['answers'],
  clock: Tools['clock'],
): Inspection {
  const { stored, configuration, cache } = look;
  const understood = configuration?.understood ?? null;
  return {
    siteId: look.site.id,
    at: clock().toISOString(),
    wordpress: { version: configuration?.version ?? null, multisite: look.multisite },
    config: { path: understood?.entry ?? null, tablePrefix: stored.tables.prefix },
    salts: {
      places: understood ? placesOf(understood, look.salts) : [],
      fingerprint: fingerprint(look.salts),
      rotatable: rotation?.kind === 'rotated',
      why: whyOf(rotation),
    },
    objectCache: {
      kind: cache.way === 'none' ? null : cache.kind,
      canFlush: cache.way !== 'cannot',
      how: inWords(cache),
    },
    sessions: { ...stored.sessions, live: null },
    users: stored.users,
    administrators: stored.administrators,
    editingNow: stored.editors.length,
    encryptors: encryptorsAmong(configuration?.plugins ?? []).map(({ name, breaks, advice }) => ({
      name,
      breaks,
      advice,
    })),
    answers,
    databaseRoute: look.database.route,
  };
}

function placesOf(understood: Understood, salts: EffectiveSalts): SaltPlace[] {
  return saltNames.map((name) => {
    const origin = understood.salts[name];
    const how = `${origin.sentence}${standIn(origin, salts.names[name])}`;
    return { name, place: placeOf(origin), line: origin.line, how: how.slice(0, 500) };
  });
}

function placeOf({ path, how }: SaltOrigin): string {
  return (path ?? (how === 'absent' ? 'the database' : 'not known')).slice(0, 1000);
}

/** What WordPress takes instead of a constant that is not there or that it ignores (FACTS: Where salts come from). */
function standIn({ how }: SaltOrigin, { from }: EffectiveSalt): string {
  if (from === 'secret-key') return '; SECRET_KEY is in force instead';
  if (from === 'secret-salt') return '; SECRET_SALT is in force instead';
  return from === 'database' && how !== 'absent' ? '; the value in the database is in force' : '';
}

function whyOf(rotation: Rotation | null): string | null {
  if (rotation === null) return 'Only the database of this site is reached; its salts are in files.';
  if (rotation.kind === 'refused') return rotation.failure.message;
  return rotation.repaired.length > 0 ? rotation.repaired.join(' ') : null;
}
