import type { SessionPlan } from '../../src-main/contract/sessions.ts';
import { list } from '../words/count.ts';

/** What a person should know of a site before logins end there: who is editing, and what was noticed. */
export function EndingCautions({ editing, warnings }: Pick<SessionPlan['rows'][number], 'editing' | 'warnings'>) {
  return (
    <>
      {editing.length > 0 && (
        <span className="ink-look block">
          Editing right now: <bdi>{list(editing)}</bdi>
        </span>
      )}
      {warnings.map((warning) => (
        <bdi key={warning} className="ink-look block">
          {warning}
        </bdi>
      ))}
    </>
  );
}
