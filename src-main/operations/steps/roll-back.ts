import { ResaltError } from '../../contract/failures.ts';
import type { Rotation } from '../../wordpress/wp-config/answer.ts';
import type { Deed } from '../log-out.ts';
import type { SiteResult, Story } from '../story.ts';
import type { Tools } from '../tools.ts';
import { answersOf } from './answers.ts';
import { putBack } from './earlier-attempt.ts';
import { forgetCached, seeNoneComeBack } from './end-sessions.ts';
import { findSessionManager } from './find-session-manager.ts';
import { inTheVault } from './in-the-vault.ts';
import type { Look } from './look.ts';
import { endedInDoubt, resultOf } from './result-of.ts';
import type { Intent } from './tell-plan.ts';

/**
 * The site answered before and is broken now: the old files come back, and then every login is ended, because old salts
 * revive old cookies (SHAPES: What changes for others).
 */
export async function rolledBack(
  look: Look,
  rotation: Rotation,
  deed: Deed,
  intent: Intent,
  tools: Tools,
  story: Story,
): Promise<SiteResult> {
  const { host, site } = look;
  if (host)
    await story.step('Put the old configuration back', () =>
      putBack(host, story.marks.salts?.edits ?? [], tools).catch((error: unknown) => {
        throw stuck(site.name, error);
      }),
    );
  const sessions = await story.step('End all logins again', async () => {
    const problem = await forgetCached(look, story, null);
    const ended = await seeNoneComeBack(look, story, null, tools.loginsUnderWayMs);
    const cacheProblem = problem ?? ended.cacheProblem;
    if (cacheProblem) story.warn('object-cache', cacheProblem);
    return { ...ended, cacheProblem };
  });
  const doubt = endedInDoubt(sessions.cacheProblem, await findSessionManager(look));
  const { status } = await story.step('See that the site answers', () => answersOf(site, tools));
  const now = status === null ? 'could not be asked afterwards' : `answers ${status} again`;
  const result = resultOf(look, rotation, { ...deed, salts: null, sessions }, intent, tools);
  return {
    ...result,
    outcome: 'failed',
    failure: {
      code: 'ROLLED_BACK',
      message: `${site.name} answered with an error after the new salts were in place, so the old configuration was put back; the site ${now}. Old salts revive old cookies: ${doubt ?? `so all ${sessions.before} logins were ended.`} Find out why it breaks before trying again.`,
      where: { siteId: site.id },
      retry: 'never',
    },
  };
}

/** The worst there is: broken and not put back. The vault has the old files; nothing is retried by itself. */
function stuck(name: string, error: unknown): ResaltError {
  const why = error instanceof ResaltError ? error.message : 'the reason is not known';
  return new ResaltError(
    'VERIFY_FAILED',
    `${name} answers with an error since its salts are new, and the old configuration could not be put back (${why}). Its old files are ${inTheVault}. Look at the site now.`,
    'check-first',
  );
}
