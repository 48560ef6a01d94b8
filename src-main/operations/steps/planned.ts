import { ResaltError, toFailure } from '../../contract/failures.ts';
import type { AlsoKey } from '../../contract/runs.ts';
import { newSalts, newValues, type OtherKeyName, otherKeyNames, type SaltName } from '../../wordpress/salts.ts';
import type { Rotation } from '../../wordpress/wp-config/answer.ts';
import { rotate } from '../../wordpress/wp-config/rotate.ts';
import type { SiteResult } from '../story.ts';
import type { Tools } from '../tools.ts';
import { answersOf } from './answers.ts';
import { inspectionOf } from './inspection-of.ts';
import type { Look } from './look.ts';
import type { Configuration } from './read-configuration.ts';
import { withRows } from './salts-in-database.ts';
import type { Intent } from './tell-plan.ts';
import { writeRefusal, writeWarning } from './way-to-write.ts';

/**
 * New salts for this site, in the bytes of its files or in rows of its database, or why that can't be done. `also`: other keys
 * that were asked for. Nothing is written.
 */
export function rotationOf(look: Look, also: readonly AlsoKey[] = []): Rotation {
  if (look.configuration) {
    const salts = newSalts();
    const rotation = inFiles(look.configuration, salts, newValues(otherKeysOf(also)));
    return withRows(look, rotation, salts, also.includes('recovery'));
  }
  return {
    kind: 'refused',
    failure: {
      code: 'SALTS_ELSEWHERE',
      message: `Only the database of ${look.site.name} is reached, its salts are in files. Enter its SSH access to rotate them.`,
    },
  };
}

function otherKeysOf(also: readonly AlsoKey[]): OtherKeyName[] {
  return otherKeyNames.filter((name) => also.includes(name === 'WP_CACHE_KEY_SALT' ? 'cache-key-salt' : 'secret-key'));
}

/** Another key in a file that can't be written does not keep the salts from being rotated. */
function inFiles(
  configuration: Configuration,
  salts: Record<SaltName, string>,
  others: Partial<Record<OtherKeyName, string>>,
): Rotation {
  const whole = writable(rotate(configuration.understood, salts, others), configuration);
  if (whole.kind === 'rotated' || Object.keys(others).length === 0) return whole;
  const salted = writable(rotate(configuration.understood, salts), configuration);
  if (salted.kind === 'refused') return salted;
  const reason = whole.failure.message;
  return { ...salted, others: otherKeyNames.filter((name) => name in others).map((name) => ({ name, reason })) };
}

/** The rotation with what is known of its files: refused before anything changes where one can't be written. */
function writable(rotation: Rotation, { writing }: Configuration): Rotation {
  if (rotation.kind === 'refused') return rotation;
  const warnings = [...rotation.warnings];
  for (const { path } of rotation.edits) {
    const facts = writing.get(path);
    if (!facts) continue;
    const refusal = writeRefusal(path, facts);
    if (refusal) return { kind: 'refused', failure: { code: refusal.code, message: refusal.message } };
    const warning = writeWarning(path, facts);
    if (warning) warnings.push(warning);
  }
  return { ...rotation, warnings };
}

/**
 * The end of a dry run: the site as it is, and the failure that a run would meet. `own`: what Resalt itself would do, which is
 * what an inspection tells, whichever way was asked for.
 */
export async function planned(
  look: Look,
  rotation: Rotation,
  own: Rotation,
  intent: Intent,
  tools: Tools,
): Promise<SiteResult> {
  const answers = await answersOf(look.site, tools);
  const refused = intent.salts && rotation.kind === 'refused';
  return {
    outcome: refused ? 'failed' : 'unchanged',
    salts: null,
    sessions: null,
    proof: null,
    failure: refused
      ? toFailure(new ResaltError(rotation.failure.code, rotation.failure.message, 'never'), { siteId: look.site.id })
      : null,
    inspection: inspectionOf(look, own, answers, tools.clock),
  };
}
