import { Button, NativeSelect } from '@mantine/core';
import { memo, useState } from 'react';
import { FilterText } from '../../components/FilterText.tsx';
import { asking, noFilter } from '../../stores/audit/filter.ts';
import { look, stopLooking } from '../../stores/audit/look.ts';
import type { ShownFindings } from '../../stores/audit/shown.ts';
import { findingGroupings, narrow, showAll, useAuditView } from '../../stores/audit/view.ts';
import { sayFilterPart } from '../../words/audit.ts';
import { count, number } from '../../words/count.ts';
import { RevokeKeysDialog } from '../orders/RevokeKeysDialog.tsx';

const groupWords = { check: 'By problem', site: 'By site', severity: 'By severity' };

/** The field that filters as one types, what else narrows the list, how it is laid out, and the way to look again. */
export const AuditSearch = memo(function AuditSearch({ shown, only }: { shown: ShownFindings; only: string | null }) {
  const { filter, group } = useAuditView();
  const parts = asking(shown.filter).filter((part) => part !== 'text');
  return (
    <search className="fleet-filter session-search" aria-label="Filter the findings">
      <FilterText
        placeholder="Problem, user, site, client, tag"
        value={filter.text}
        onChange={(text) => narrow({ text })}
        className="session-text"
      />
      <span className="quiet shown-count" aria-live="polite">
        {count(shown.rows.length, 'finding')} shown
      </span>
      {parts.map((part) => (
        <button
          key={part}
          type="button"
          className="chip filter-mark"
          aria-label={`No longer: ${sayFilterPart(shown.filter, part)}`}
          onClick={() => narrow({ [part]: noFilter[part] })}
        >
          <bdi className="name">{sayFilterPart(shown.filter, part)}</bdi> <span aria-hidden="true">×</span>
        </button>
      ))}
      {(parts.length > 0 || filter.text !== '') && (
        <button type="button" className="quiet-button" onClick={showAll}>
          Show all
        </button>
      )}
      <span className="grow" />
      <NativeSelect
        aria-label="Group by"
        value={group ?? ''}
        onChange={(event) =>
          useAuditView.setState({ group: findingGroupings.find((name) => name === event.target.value) ?? null })
        }
        data={[
          { value: '', label: 'Not grouped' },
          ...findingGroupings
            .filter((name) => only === null || name !== 'site')
            .map((value) => ({ value, label: groupWords[value] })),
        ]}
      />
      <RevokeKeys shown={shown} />
      <LookAgain shown={shown} />
    </search>
  );
});

/** Keys that open a site may go without a finding for each: by kind, user and last use. */
function RevokeKeys({ shown }: { shown: ShownFindings }) {
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button variant="default" onClick={() => setAsking(true)}>
        Revoke keys…
      </Button>
      <RevokeKeysDialog sites={shown.sites.map(({ site }) => site)} opened={asking} onClose={() => setAsking(false)} />
    </>
  );
}

/** Audits the sites that the screen is about; while it goes, how far it is, and the way to stop it. */
export function LookAgain({ shown }: { shown: ShownFindings }) {
  const { looking } = shown.audits;
  const names = shown.sites.map(({ site }) => site);
  if (looking === null) return <Button onClick={() => void look(names)}>Audit {count(names.length, 'site')}</Button>;
  return (
    <span className="row looking" role="status">
      <progress value={looking.done} max={looking.total} aria-hidden="true" />
      <span className="ink-work">
        {number(looking.done)} of {number(looking.total)} audited
        {looking.silent > 0 && `, ${number(looking.silent)} did not answer`}
      </span>
      <button type="button" className="quiet-button" onClick={stopLooking}>
        Stop
      </button>
    </span>
  );
}
