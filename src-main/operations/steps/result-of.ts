import { type Failure, type FailureCode, toFailure } from '../../contract/failures.ts';
import type { Inspection } from '../../contract/inspection.ts';
import type { Rotation } from '../../wordpress/wp-config/answer.ts';
import type { Deed } from '../log-out.ts';
import type { SiteResult } from '../story.ts';
import type { Tools } from '../tools.ts';
import { inspectionOf } from './inspection-of.ts';
import type { Look } from './look.ts';
import type { Intent } from './tell-plan.ts';

/**
 * Judges what was done. `changed` is said only when everything that was intended was read back and nothing seen from
 * outside speaks against it.
 */
export function resultOf(look: Look, rotation: Rotation, deed: Deed, intent: Intent, tools: Tools): SiteResult {
  const failure = failureOf(look, deed, intent);
  return {
    outcome: failure ? 'failed' : 'changed',
    salts: deed.salts,
    sessions: deed.sessions && { before: deed.sessions.before, after: deed.sessions.after },
    proof: deed.proof,
    failure,
    inspection: inspectionAfter(look, rotation, deed, tools),
  };
}

/** What speaks against calling the deed done; null where nothing does. */
export function failureOf(look: Look, deed: Deed, intent: Intent): Failure | null {
  const where = { siteId: look.site.id };
  if (deed.saltsError !== undefined) {
    const failure = toFailure(deed.saltsError, where);
    return { ...failure, message: `${failure.message} ${endedInWords(deed)}`.trim() };
  }
  const fail = (code: FailureCode, message: string): Failure => ({ code, message, where, retry: 'check-first' });
  if (deed.proof.verdict === 'still-accepted')
    return fail('VERIFY_FAILED', deed.proof.why ?? 'An old cookie still opens the site.');
  if (deed.saltsContradicted && deed.salts && !intent.sessions)
    return fail('VERIFY_FAILED', `${contradiction} End the sessions too, by a full logout. ${whereSaltsAreSet}`);
  // Under new salts a session is worth nothing wherever it is kept; under the old ones it is a login.
  const sessionsAlone = intent.sessions && (deed.salts === null || intent.oldSalts === true || deed.saltsContradicted);
  // Also where a canary was refused: Resalt wrote it into a row, and so it says nothing of what that manager noted at a login.
  if (sessionsAlone && deed.manager !== null)
    return fail(
      'VERIFY_FAILED',
      `The logins are gone from where WordPress keeps them, but not proven to be refused. ${deed.manager}`,
    );
  // The canary proves nothing of the others here: its own copy in the cache is dropped by name.
  if (sessionsAlone && deed.cacheProblem !== null)
    return fail(
      'VERIFY_FAILED',
      `The session rows are gone, but the object cache may keep people logged in. ${deed.cacheProblem}`,
    );
  const cacheMayKeep = look.cache.way === 'cannot' && look.cache.kind !== null;
  if (sessionsAlone && cacheMayKeep && deed.proof.verdict !== 'refused')
    return fail(
      'VERIFY_FAILED',
      `The session rows are gone, but the object cache may keep people logged in. ${look.cache.way === 'cannot' ? look.cache.why : ''}`,
    );
  return null;
}

export const contradiction =
  'Before anything was changed, WordPress did not believe a cookie that is right by the salts in the file: it may work with others, and then new ones there end no login.';
export const whereSaltsAreSet =
  'Look in wp-content/mu-plugins, the plugins and auto_prepend_file for what replaces wp_salt(), sets the salts or renames the cookies.';

function endedInWords({ sessions, proof, cacheProblem, manager }: Deed): string {
  if (!sessions) return '';
  const doubt = endedInDoubt(cacheProblem, manager);
  if (doubt !== null) return doubt;
  const proven = proof.verdict === 'refused' ? ' and an old cookie was refused afterwards' : '';
  return `All ${sessions.before} logins were ended all the same${proven}; the salts are the old ones.`;
}

/** Why people may still be logged in though their rows are gone and the salts are the old ones; null where nothing says so. */
export function endedInDoubt(cacheProblem: string | null, manager: string | null): string | null {
  if (manager !== null) return `The session rows are gone, but that is not proven to end the logins. ${manager}`;
  if (cacheProblem !== null)
    return `The session rows are gone, but the object cache may keep people logged in. ${cacheProblem}`;
  return null;
}

/** The site as it is now: what was read before, with what was read back since. */
function inspectionAfter(look: Look, rotation: Rotation, deed: Deed, tools: Tools): Inspection {
  const answers = { status: null, ms: null, why: 'The run asked it with the canary only.' };
  const before = inspectionOf(look, rotation, answers, tools.clock);
  return {
    ...before,
    salts: { ...before.salts, fingerprint: deed.salts?.fingerprintAfter ?? before.salts.fingerprint },
    sessions: deed.sessions ? { count: 0, people: 0, unreadable: 0, live: { count: 0, people: 0 } } : before.sessions,
  };
}
