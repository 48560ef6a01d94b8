import { useMemo, useState } from 'react';
import { useKeys } from '../../components/keys.ts';
import { chooseNoFinding, useChosenFindings } from '../../stores/audit/chosen.ts';
import { asking } from '../../stores/audit/filter.ts';
import { type FindingGroup, type FindingRow, lineId } from '../../stores/audit/rows.ts';
import { useShownFindings } from '../../stores/audit/shown.ts';
import { showAll, useAuditView } from '../../stores/audit/view.ts';
import { AuditFigures } from './AuditFigures.tsx';
import { AuditSearch } from './AuditSearch.tsx';
import { FindingBar } from './FindingBar.tsx';
import { FindingDetail } from './FindingDetail.tsx';
import { FindingFilters } from './FindingFilters.tsx';
import { FindingGroupDetail } from './FindingGroupDetail.tsx';
import { FindingTable } from './FindingTable.tsx';
import { HowAudited } from './HowAudited.tsx';
import { NeverAudited, NoSites, NothingFound } from './NoFindings.tsx';
import '../sessions/sessions.css';
import './audit.css';

interface FindingsProps {
  /** The name of the one site that the screen is about; null for the fleet. */
  only: string | null;
  /** Where Esc leads when there is nothing left to take back. */
  back(): void;
}

/** Findings with everything around them: the same for the fleet and for a site. */
export function Findings({ only, back }: FindingsProps) {
  const shown = useShownFindings(only);
  const [current, setCurrent] = useState<string | null>(null);
  useKeys({
    escape: () => {
      if (useChosenFindings.getState().keys.size > 0) chooseNoFinding();
      else if (asking(useAuditView.getState().filter).length > 0) showAll();
      else back();
    },
  });
  const { audits, sites, rows, groups } = shown;
  const at = useMemo(() => find(rows, groups, current), [rows, groups, current]);
  if (sites.length === 0) return <NoSites />;
  const looked = sites.some(({ lookedAt, failure }) => lookedAt !== null || failure !== null);
  if (audits.readAt === null && audits.looking === null && audits.failure === null)
    return <p className="empty quiet">Reading what the last audits found…</p>;
  if (!looked && audits.looking === null && audits.failure === null) return <NeverAudited shown={shown} only={only} />;
  return (
    <>
      <AuditFigures shown={shown} />
      <HowAudited shown={shown} />
      <AuditSearch shown={shown} only={only} />
      <div className="sessions findings">
        <FindingFilters shown={shown} alone={only !== null} />
        <div className="sessions-list">
          <FindingTable shown={shown} alone={only !== null} current={current} onCurrent={setCurrent}>
            <NothingFound shown={shown} />
          </FindingTable>
        </div>
        {at && 'rows' in at ? <FindingGroupDetail group={at} /> : <FindingDetail row={at} />}
      </div>
      <FindingBar shown={shown} />
    </>
  );
}

/** What is pointed at, unless the filter hides it: what stands beside the table is of the table. */
function find(rows: FindingRow[], groups: FindingGroup[] | null, current: string | null) {
  if (current === null) return null;
  return rows.find(({ key }) => key === current) ?? groups?.find((group) => lineId(group) === current) ?? null;
}
