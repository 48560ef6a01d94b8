import { useMemo, useState } from 'react';
import { FilterText } from '../../components/FilterText.tsx';
import { Grid } from '../../components/Grid.tsx';
import { useKeys } from '../../components/keys.ts';
import { type AdministratorRow, useAdministrators } from '../../stores/audit/administrators.ts';
import { useShownFindings } from '../../stores/audit/shown.ts';
import { count } from '../../words/count.ts';
import { AdministratorBar } from './AdministratorBar.tsx';
import { AdministratorDetail } from './AdministratorDetail.tsx';
import { LookAgain } from './AuditSearch.tsx';
import { administratorColumns } from './administrator-columns.tsx';
import { HowAudited } from './HowAudited.tsx';
import { NeverAudited, NoSites } from './NoFindings.tsx';
import '../sessions/sessions.css';
import './audit.css';

const idOf = (row: AdministratorRow): string => row.key;

/** Whoever WordPress grants an administrator's rights, on all sites or one: how, and whether anybody approved it. */
export function Administrators({ only, back }: { only: string | null; back(): void }) {
  const shown = useShownFindings(only);
  const all = useAdministrators(shown.sites);
  const [text, setText] = useState('');
  const [open, setOpen] = useState(false);
  const [current, setCurrent] = useState<string | null>(null);
  const rows = useMemo(() => {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    return all.filter((row) => (!open || !row.approved) && words.every((word) => row.text.includes(word)));
  }, [all, text, open]);
  const [chosen, setChosen] = useState<string[]>([]);
  useKeys({ escape: () => (chosen.length > 0 ? setChosen([]) : back()) });
  if (shown.sites.length === 0) return <NoSites />;
  if (shown.audits.readAt === null && !shown.audits.looking && !shown.audits.failure)
    return <p className="empty quiet">Reading what the last audits found…</p>;
  if (
    !shown.audits.failure &&
    !shown.sites.some(({ lookedAt, failure }) => lookedAt !== null || failure !== null) &&
    !shown.audits.looking
  )
    return <NeverAudited shown={shown} only={only} />;
  const unapproved = all.filter(({ approved }) => !approved).length;
  const at = rows.find(({ key }) => key === current) ?? null;
  return (
    <>
      <HowAudited shown={shown} />
      <search className="fleet-filter session-search" aria-label="Filter the administrators">
        <FilterText
          placeholder="User, e-mail, site, client, how"
          value={text}
          onChange={setText}
          className="session-text"
        />
        <span className="quiet shown-count" aria-live="polite">
          {count(rows.length, 'administrator')} shown
        </span>
        <button type="button" className="chip" aria-pressed={open} onClick={() => setOpen(!open)}>
          {count(unapproved, 'not approved', 'not approved')}
        </button>
        <span className="grow" />
        <LookAgain shown={shown} />
      </search>
      <div className="sessions administrators">
        <div className="sessions-list">
          <Grid
            label="Administrators"
            rows={rows}
            idOf={idOf}
            columns={administratorColumns(only !== null)}
            current={current}
            onCurrent={setCurrent}
            selection={chosen}
            onSelection={setChosen}
          >
            <p className="empty quiet">
              {all.length === 0 ? 'No administrator is known yet.' : 'No administrator matches this filter.'}
            </p>
          </Grid>
        </div>
        <AdministratorDetail row={at} />
      </div>
      <AdministratorBar chosen={all.filter(({ key }) => chosen.includes(key))} onNone={() => setChosen([])} />
    </>
  );
}
