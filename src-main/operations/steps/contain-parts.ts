import { toFailure } from '../../contract/failures.ts';
import type { RunOptions } from '../../contract/runs.ts';
import type { Site } from '../../contract/sites.ts';
import type { Operation } from '../operations.ts';
import type { Marks, SiteResult, Story } from '../story.ts';
import type { Tools } from '../tools.ts';
import { nothing } from './closing-result.ts';

export type PartName = NonNullable<Marks['contained']>[number]['part'];

/** What came of the parts of a containment so far. */
export interface PartsDone {
  done: ReadonlyMap<PartName, SiteResult>;
  failed(part: PartName): boolean;
}

export interface ContainParts extends PartsDone {
  /** Does a part, unless an earlier attempt of this run has done it well. What fails becomes its result; only a lost connection and the like pass on. */
  do(part: PartName, operation: Operation): Promise<void>;
}

export function partsOf(site: Site, tools: Tools, story: Story, options: RunOptions): ContainParts {
  const done = new Map<PartName, SiteResult>();
  return {
    done,
    failed: (part) => (done.get(part)?.failure ?? null) !== null,
    async do(part, operation) {
      const earlier = story.marks.contained?.find((one) => one.part === part);
      if (earlier) return void done.set(part, { ...nothing, ...earlier.result });
      const result = await operation(site, tools, story, options).catch((error: unknown) => asResult(error, site));
      done.set(part, result);
      if (story.dryRun || result.failure !== null) return;
      const { outcome, salts, sessions, proof, deeds = [] } = result;
      const mark = { part, result: { outcome, salts, sessions, proof, deeds } };
      await story.mark({ contained: [...(story.marks.contained ?? []), mark] });
    },
  };
}

/** After these nobody knows how far it came, or nothing more can be done: the run says so, and is gone on with. */
const ends = new Set([
  ...(['HOST_UNREACHABLE', 'HOST_KEY_UNKNOWN', 'HOST_KEY_CHANGED', 'AUTH_REFUSED'] as const),
  ...(['TIMED_OUT', 'CANCELLED', 'VAULT_LOCKED', 'BUG'] as const),
] as string[]);

function asResult(error: unknown, { id }: Site): SiteResult {
  const failure = toFailure(error, { siteId: id });
  if (ends.has(failure.code)) throw error;
  return { ...nothing, outcome: 'failed', failure };
}
