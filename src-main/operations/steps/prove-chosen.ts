import type { ProofResult } from '../../contract/runs.ts';
import type { Story } from '../story.ts';
import type { Tools } from '../tools.ts';
import type { Look } from './look.ts';
import { askUntilRefused, verdictOf } from './prove.ts';
import { isReleased, type Released, recallAll, releaseCanary } from './release-canary.ts';
import type { Going } from './take-chosen.ts';

/**
 * Lets a canary in, has it ended among the chosen sessions by the one `end` for all of them, and sees it refused. What this
 * proves and what not: docs/decisions/0009. Where no canary can be let in, the chosen ones end all the same.
 */
export async function endWithCanary(
  look: Look,
  chosen: Going,
  end: (going: Going) => Promise<void>,
  tools: Tools,
  story: Story,
): Promise<ProofResult> {
  let canary: Released | null = null;
  try {
    const released = await story.step('Open the site with a canary cookie', () => releaseCanary(look, tools, story));
    if (!isReleased(released)) {
      await end(chosen);
      return released.proof;
    }
    canary = released;
    await end(among(chosen, released));
    const asked = await story.step('See the canary refused', () =>
      askUntilRefused(tools, released.url, released.cookie),
    );
    return inWords(verdictOf(released, asked, tools.clock, tools.proofPatienceMs), look);
  } finally {
    // On every path, and with it what an interrupted attempt left; where that fails it expires within a quarter of an hour.
    await recallAll(look, canary, tools).catch(() => undefined);
  }
}

function among(chosen: Going, { userId, verifier }: Released): Going {
  return new Map([...chosen, [userId, new Set([...(chosen.get(userId) ?? []), verifier])]]);
}

/** The canary's copy in a cache is dropped by name like that of each chosen user: it shows that this works, not that it did for each. */
function inWords(proof: ProofResult, { cache }: Look): ProofResult {
  switch (proof.verdict) {
    case 'refused':
      return cache.way === 'none'
        ? proof
        : {
            ...proof,
            why: 'A canary that was ended in the same way is refused. What the object cache held of it was dropped by name, as for each chosen login: that proves the way, not every single copy.',
          };
    case 'still-accepted':
      return {
        ...proof,
        why: 'The canary was ended like the chosen logins and still opens the site: something keeps logins where Resalt does not see them, such as an object cache. Take the chosen logins as alive; flush the cache in the host’s panel, then retry this site.',
      };
    default:
      return proof;
  }
}
