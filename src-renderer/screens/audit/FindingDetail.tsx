import { When } from '../../components/Said.tsx';
import { StateMark } from '../../components/StateMark.tsx';
import type { FindingRow } from '../../stores/audit/rows.ts';
import { hrefOf } from '../../stores/route.ts';
import { checkTitle, evidenceLines, findingTitle, sayConfidence, saySeverity } from '../../words/audit.ts';
import { plain } from '../../words/plain.ts';
import { exact } from '../../words/time.ts';

/** Everything that is known of one finding. What the site itself says stands there as plain text, bounded, nothing hidden in it. */
export function FindingDetail({ row }: { row: FindingRow | null }) {
  if (!row)
    return (
      <aside className="session-detail" aria-label="One finding">
        <p className="quiet">
          Here stands what was found, why it matters, how sure that is and what closes it. Move with j and k.
        </p>
      </aside>
    );
  const { finding } = row;
  return (
    <aside className="session-detail" aria-label="One finding">
      <h2>
        <bdi>{findingTitle(finding)}</bdi>
      </h2>
      <p className="detail-marks">
        <StateMark {...saySeverity(finding.severity)} />
        {row.fresh && <span className="new-mark">new</span>}
        <span className="second">{sayConfidence(finding.confidence)}</span>
      </p>
      <p>
        <bdi>{plain(finding.why)}</bdi>
      </p>
      <dl className="detail-facts">
        <Fact name="Problem">{checkTitle(finding.check)}</Fact>
        <Fact name="Site">
          <a className="detail-link" href={hrefOf({ screen: 'site', name: finding.site })}>
            <bdi>{finding.site}</bdi>
          </a>
        </Fact>
        <Fact name="Where">
          <bdi>{plain(finding.where)}</bdi>
        </Fact>
        <Fact name="Since">
          {finding.since === null ? (
            <span className="quiet">the site does not say</span>
          ) : (
            <>
              {exact(finding.since)}{' '}
              <span className="quiet">
                (<When at={finding.since} />)
              </span>
            </>
          )}
        </Fact>
      </dl>
      <Closing row={row} />
      <h3>Evidence</h3>
      <dl className="detail-facts evidence">
        {evidenceLines(finding.evidence).map(([name, value]) => (
          <Fact key={name} name={name}>
            <bdi className="small mono">{value}</bdi>
          </Fact>
        ))}
        <Fact name="Content">
          <span className="small mono">{finding.contentHash.slice(0, 16)}</span>
        </Fact>
      </dl>
    </aside>
  );
}

export function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div className="fact">
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** What closes it: by Resalt where it can, else by hand. */
function Closing({ row: { finding } }: { row: FindingRow }) {
  return (
    <div className="closing">
      <h3>By hand</h3>
      <p className="second">
        <bdi>{plain(finding.byHand)}</bdi>
      </p>
    </div>
  );
}
