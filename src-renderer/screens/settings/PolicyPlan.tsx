import type { SessionPlan } from '../../../src-main/contract/sessions.ts';
import { EndingCautions } from '../../components/EndingCautions.tsx';
import { count } from '../../words/count.ts';
import { policyWouldEnd } from '../../words/policy.ts';

const mostSites = 200;

/** What a policy would end today, and on request where; sites that did not answer or need a look stand first. */
export function PolicyPlan({ plan }: { plan: SessionPlan }) {
  const weight = ({ outcome, warnings, editing }: SessionPlan['rows'][number]) =>
    outcome !== 'ok' ? 2 : warnings.length + editing.length > 0 ? 1 : 0;
  const rows = plan.rows
    .filter((row) => row.sessions > 0 || weight(row) > 0)
    .sort((a, b) => weight(b) - weight(a) || b.sessions - a.sessions);
  return (
    <>
      <p>{policyWouldEnd(plan)}</p>
      {rows.length > 0 && (
        <details className="policy-where">
          <summary>Where</summary>
          <ul>
            {rows.slice(0, mostSites).map(({ siteId, site, sessions, failure, editing, warnings }) => (
              <li key={siteId}>
                <bdi className="strong">{site}</bdi>{' '}
                {failure ? (
                  <bdi className="ink-danger">{failure.message}</bdi>
                ) : (
                  <span className="second">{count(sessions, 'session')}</span>
                )}
                <EndingCautions editing={editing} warnings={warnings} />
              </li>
            ))}
          </ul>
          {rows.length > mostSites && <p className="second">And {count(rows.length - mostSites, 'more site')}.</p>}
        </details>
      )}
    </>
  );
}
