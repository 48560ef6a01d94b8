import type { Story } from '../operations/story.ts';
import type { ActiveRun } from './active-run.ts';
import { stepOutcome } from './step-outcome.ts';

/** The story of one site, written into the run's journal as it is told. */
export function tellStory(active: ActiveRun, siteId: string): Story {
  const { run } = active.state;
  return {
    runId: run.id,
    dryRun: run.dryRun,
    get marks() {
      return active.state.marks.get(siteId) ?? {};
    },
    async step(name, work) {
      const started = Date.now();
      const ended = (outcome: 'ok' | 'failed' | 'uncertain') =>
        active.note({
          kind: 'site.stepped',
          siteId,
          at: active.now(),
          step: { name, ms: Date.now() - started, outcome },
        });
      active.note({ kind: 'site.step', siteId, at: active.now(), name });
      try {
        const result = await work();
        ended('ok');
        return result;
      } catch (error) {
        ended(stepOutcome(error));
        throw error;
      }
    },
    now: (words) => active.note({ kind: 'site.step', siteId, at: active.now(), name: words }),
    mark: (marks) => active.record({ kind: 'site.marked', siteId, at: active.now(), marks }),
    warn: (kind, text) => active.note({ kind: 'site.warned', siteId, at: active.now(), warning: { kind, text } }),
    will: (sentence) => active.note({ kind: 'site.planned', siteId, at: active.now(), sentence }),
  };
}
