import { Button } from '@mantine/core';
import { useMemo } from 'react';
import { severities } from '../../../src-main/contract/findings.ts';
import { StateMark } from '../../components/StateMark.tsx';
import { closingsOf, planClosing } from '../../stores/audit/closing.ts';
import type { FindingGroup } from '../../stores/audit/rows.ts';
import { useAuditView } from '../../stores/audit/view.ts';
import { saySeverity } from '../../words/audit.ts';
import { sayClosing } from '../../words/closing.ts';
import { capital, count } from '../../words/count.ts';
import { plain } from '../../words/plain.ts';
import { groupTitle } from './columns.tsx';

const mostSites = 30;
const mostWays = 5;

/** What the findings of a group come to. */
export function FindingGroupDetail({ group }: { group: FindingGroup }) {
  const by = useAuditView((state) => state.group) ?? 'check';
  const { rows, worst, sites } = group;
  const first = rows[0]?.finding;
  const closings = useMemo(
    () => closingsOf(rows.flatMap(({ finding }) => (finding.accepted ? [] : [finding]))),
    [rows],
  );
  const names = [...new Set(rows.map(({ finding }) => finding.site))];
  const counts = severities
    .map((severity) => [severity, rows.filter(({ finding }) => finding.severity === severity).length] as const)
    .filter(([, many]) => many > 0);
  return (
    <aside className="session-detail" aria-label="One group">
      <h2>
        <bdi>{groupTitle(by, group.key)}</bdi>
      </h2>
      <p className="detail-marks">
        <StateMark {...saySeverity(worst)} />
        <span className="second">{counts.map(([severity, many]) => `${many} ${severity}`).join(', ')}</span>
      </p>
      <p>
        {capital(count(rows.length, 'finding'))} on {count(sites, 'site')}.
      </p>
      {by === 'check' && first && (
        <p>
          <bdi>{plain(first.why)}</bdi>
        </p>
      )}
      {by !== 'site' && (
        <p className="second">
          <bdi>{names.slice(0, mostSites).join(', ')}</bdi>
          {names.length > mostSites && ` and ${names.length - mostSites} more`}
        </p>
      )}
      <div className="closing">
        {closings.slice(0, mostWays).map((closing) => (
          <Button
            key={JSON.stringify(closing.order)}
            fullWidth
            h="auto"
            py={7}
            styles={{ label: { whiteSpace: 'normal' } }}
            onClick={() => void planClosing(closing)}
          >
            {sayClosing(closing)}…
          </Button>
        ))}
        {closings.length === 0 && (
          <p className="second">
            By hand: <bdi>{plain(first?.byHand ?? '')}</bdi>
          </p>
        )}
      </div>
      <p className="quiet">Enter unfolds it, x chooses all of it.</p>
    </aside>
  );
}
