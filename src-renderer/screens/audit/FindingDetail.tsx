import { Button } from '@mantine/core';
import { useState } from 'react';
import type { Finding } from '../../../src-main/contract/findings.ts';
import { When } from '../../components/Said.tsx';
import { StateMark } from '../../components/StateMark.tsx';
import { unaccept } from '../../stores/audit/agreeing.ts';
import { closingsOf, planClosing } from '../../stores/audit/closing.ts';
import type { FindingRow } from '../../stores/audit/rows.ts';
import { hrefOf } from '../../stores/route.ts';
import { checkTitle, evidenceLines, findingTitle, sayConfidence, saySeverity } from '../../words/audit.ts';
import { sayClosing } from '../../words/closing.ts';
import { plain } from '../../words/plain.ts';
import { exact } from '../../words/time.ts';
import { ChangeUsersDialog, type UserThere } from '../orders/ChangeUsersDialog.tsx';
import { AcceptFindings } from './AcceptFindings.tsx';

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
      <Closing key={row.key} row={row} />
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

/** What closes it, or why it was left as it is. */
function Closing({ row: { finding } }: { row: FindingRow }) {
  const [accepting, setAccepting] = useState(false);
  const [changing, setChanging] = useState(false);
  const { acceptance } = finding;
  const [closing] = closingsOf([finding]);
  const user = userOf(finding);
  return (
    <div className="closing">
      {finding.accepted && (
        <p>
          <StateMark tone="unknown" word="Accepted" />{' '}
          {acceptance && (
            <>
              by <bdi>{plain(acceptance.by, 100)}</bdi> <When at={acceptance.at} />
              {acceptance.everywhere ? ', wherever it is found' : ', on this site'}:{' '}
              <bdi className="second">{plain(acceptance.reason, 500)}</bdi>
            </>
          )}
        </p>
      )}
      {closing && (
        <Button
          fullWidth
          h="auto"
          py={7}
          styles={{ label: { whiteSpace: 'normal' } }}
          onClick={() => void planClosing(closing)}
        >
          {sayClosing(closing)}…
        </Button>
      )}
      <h3>{closing ? 'Or by hand' : 'By hand: Resalt can’t close this'}</h3>
      <p className="second">
        <bdi>{plain(finding.byHand)}</bdi>
      </p>
      <div className="detail-ways">
        {user && (
          <button type="button" className="quiet-button" onClick={() => setChanging(true)}>
            Demote, block or delete…
          </button>
        )}
        {finding.accepted ? (
          <button type="button" className="quiet-button" onClick={() => void unaccept(finding)}>
            No longer accept it
          </button>
        ) : (
          <button type="button" className="quiet-button" onClick={() => setAccepting(true)}>
            Accept…
          </button>
        )}
      </div>
      {user && <ChangeUsersDialog users={[user]} opened={changing} onClose={() => setChanging(false)} />}
      <AcceptFindings findings={[finding]} opened={accepting} onClose={() => setAccepting(false)} />
    </div>
  );
}

/** The user whom a finding is about, where its fix changes users; they may be treated otherwise than it proposes. */
function userOf({ siteId, site, fix, evidence: { userId, user } }: Finding): UserThere | null {
  if (fix?.operation !== 'ChangeUsers' || typeof userId !== 'number' || typeof user !== 'string') return null;
  return { siteId, site, userId, user };
}
