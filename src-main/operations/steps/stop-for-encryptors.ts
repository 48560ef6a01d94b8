import { ResaltError, toFailure } from '../../contract/failures.ts';
import { encryptorsAmong } from '../../wordpress/salt-encryptors.ts';
import type { Rotation } from '../../wordpress/wp-config/answer.ts';
import type { SiteResult } from '../story.ts';
import type { Tools } from '../tools.ts';
import { inspectionOf } from './inspection-of.ts';
import type { Look } from './look.ts';
import type { Intent } from './tell-plan.ts';

/** Where the policy says so, a site whose plugins keep secrets under the salts is left as it is; null: go on. */
export function stopForEncryptors(look: Look, rotation: Rotation, intent: Intent, tools: Tools): SiteResult | null {
  const found = encryptorsAmong(look.configuration?.plugins ?? []);
  if (!intent.stopForEncryptors || !intent.salts || rotation.kind !== 'rotated' || found.length === 0) return null;
  const losses = found.map(({ name, breaks, advice }) => `${name} would lose ${breaks}. ${advice}`).join(' ');
  const message = `Left as it is, because plugins keep secrets under the salts: ${losses} Run it again without that stop when it is prepared.`;
  return {
    outcome: 'skipped',
    salts: null,
    sessions: null,
    proof: null,
    failure: toFailure(new ResaltError('NOT_ALLOWED_HERE', message.slice(0, 1990), 'never'), { siteId: look.site.id }),
    inspection: inspectionOf(look, rotation, { status: null, ms: null, why: null }, tools.clock),
  };
}
