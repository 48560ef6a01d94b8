import type { SiteRow } from '../../../src-main/contract/fleet.ts';
import type { SiteTest } from '../../../src-main/contract/sites.ts';
import { When } from '../../components/Said.tsx';
import { StateMark } from '../../components/StateMark.tsx';
import { hrefOf } from '../../stores/route.ts';
import { operationTitle } from '../../words/operation.ts';
import { sayOutcome } from '../../words/outcome.ts';

/** The last thing that was done to it, and its host key where it was tested here. */
export function SiteRuns({ row, test }: { row: SiteRow; test: SiteTest | null }) {
  const { lastRun } = row;
  return (
    <section className="panel site-part" aria-label="Last run and access">
      <div className="part-head">
        <h2>Last run</h2>
      </div>
      {lastRun ? (
        <div className="part-run">
          <StateMark {...sayOutcome(lastRun.outcome)} />
          <a href={hrefOf({ screen: 'run', run: lastRun.runId })}>{operationTitle(lastRun.operation)}</a>
          <span className="quiet">
            <When at={lastRun.at} />
          </span>
          {lastRun.message !== null && <bdi className="second block">{lastRun.message}</bdi>}
        </div>
      ) : (
        <p className="part-run quiet">None yet.</p>
      )}
      {test && (
        <dl className="facts part-facts">
          <div className="fact">
            <dt>Access</dt>
            <dd>
              <bdi>{test.reached ?? test.failure?.message ?? test.outcome}</bdi>
            </dd>
          </div>
          {test.hostKeys.map((key) => (
            <div className="fact" key={`${key.host}:${key.port}`}>
              <dt>Host key</dt>
              <dd>
                {key.host}:{key.port}, {key.state}
                <span className="mono block">{key.fingerprint}</span>
              </dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  );
}
