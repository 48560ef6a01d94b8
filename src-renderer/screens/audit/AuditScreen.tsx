import { useEffect } from 'react';
import { Tabs } from '../../components/Tabs.tsx';
import { filterOfQuery, queryOf } from '../../stores/audit/filter.ts';
import { useAuditView } from '../../stores/audit/view.ts';
import { type AuditPart, auditParts, go, hrefOf, narrowAddress } from '../../stores/route.ts';
import { Administrators } from './Administrators.tsx';
import { Accepted, Approved } from './Agreed.tsx';
import { Findings } from './Findings.tsx';
import { Quarantine } from './Quarantine.tsx';

interface AuditScreenProps {
  part: 'findings' | AuditPart;
  /** What a link narrows the findings to; null leaves them as they were. */
  query: string | null;
}
const titles: Record<AuditPart, string> = {
  ...{ administrators: 'Administrators', accepted: 'Accepted', approved: 'Approved', quarantine: 'Quarantine' },
};
const back = (): void => go({ screen: 'fleet' });

/** What opens a door on any site, and who is an administrator where. The address follows the filter, without what was typed. */
export function AuditScreen({ part, query }: AuditScreenProps) {
  const filter = useAuditView((state) => state.filter);
  useEffect(() => {
    if (query === null || query === queryOf(useAuditView.getState().filter)) return;
    useAuditView.setState({ filter: filterOfQuery(query) });
  }, [query]);
  useEffect(() => {
    if (part !== 'findings') return;
    const timer = setTimeout(() => {
      const said = queryOf(filter);
      narrowAddress(said ? { screen: 'audit', query: said } : { screen: 'audit' });
    }, 300);
    return () => clearTimeout(timer);
  }, [filter, part]);
  return (
    <>
      <Tabs
        label="Parts of the audit"
        at={part}
        tabs={[
          { key: 'findings', title: 'Findings', href: hrefOf({ screen: 'audit' }) },
          ...auditParts.map((key) => ({ key, title: titles[key], href: hrefOf({ screen: 'audit', part: key }) })),
        ]}
      />
      {part === 'findings' && <Findings only={null} back={back} />}
      {part === 'administrators' && <Administrators only={null} back={back} />}
      {part === 'accepted' && <Accepted back={back} />}
      {part === 'approved' && <Approved back={back} />}
      {part === 'quarantine' && <Quarantine back={back} />}
    </>
  );
}
