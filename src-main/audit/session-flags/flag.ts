import type { SessionFlag } from '../../contract/known-sessions.ts';
import type { Fact, Facts, JudgingContext } from '../session-facts.ts';

/**
 * One reason to look at a session. To add the next: its name into contract/known-sessions.ts, a file like its neighbours here, a
 * line in all-flags.ts, a test in test/unit/audit/session-flags that raises it and one that does not.
 *
 * `prepare` sees all sessions of the fleet once and may gather from them; it answers a function that says of one session why it is
 * odd, or null. Both must be quick: there are 200,000 sessions, and all may be of one person or from one address. A reason is a
 * short sentence with the fact, without text of the site's own.
 */
export interface FlagCheck {
  flag: SessionFlag['flag'];
  /** It speaks of places or networks: then it is not asked of known offices and people, nor of sites behind a proxy. */
  ofPlaces: boolean;
  prepare(facts: Facts, context: JudgingContext): (fact: Fact) => string | null;
}
