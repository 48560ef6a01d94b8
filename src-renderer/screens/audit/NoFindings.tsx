import { Button } from '@mantine/core';
import { type FindingFilter, noFilter } from '../../stores/audit/filter.ts';
import { hiding } from '../../stores/audit/rows.ts';
import type { ShownFindings } from '../../stores/audit/shown.ts';
import { narrow } from '../../stores/audit/view.ts';
import { go } from '../../stores/route.ts';
import { sayFilterPart } from '../../words/audit.ts';
import { capital, count } from '../../words/count.ts';
import { LookAgain } from './AuditSearch.tsx';

export function NoSites() {
  return (
    <div className="empty-screen">
      <h2>No sites yet</h2>
      <p className="second">
        Here will stand what opens a door on any site: administrators nobody knows, passwords of applications, keys,
        tampered files. Bring your sites first.
      </p>
      <Button onClick={() => go({ screen: 'bring' })}>Bring your sites</Button>
    </div>
  );
}

export function NeverAudited({ shown, only }: { shown: ShownFindings; only: string | null }) {
  return (
    <div className="empty-screen">
      <h2>{only === null ? 'No site was audited yet' : 'This site was not audited yet'}</h2>
      <p className="second">
        New salts end logins. They end neither application passwords nor API keys nor an administrator that an attacker
        made. An audit finds these, says how bad each is, and offers what closes it. Looking changes nothing on{' '}
        {only === null ? 'a' : 'the'} site.
      </p>
      <LookAgain shown={shown} />
    </div>
  );
}

/** Where nothing is shown: which part of the filter hides how many, or that nothing was found, and how whole that is. */
export function NothingFound({ shown }: { shown: ShownFindings }) {
  const hidden = hiding(shown.all, shown.filter).filter(([, many]) => many > 0);
  if (hidden.length > 0) return <Hidden hidden={hidden} filter={shown.filter} />;
  if (shown.all.length > 0) return <p className="empty quiet">Every finding here was accepted.</p>;
  const silent = shown.sites.filter(
    ({ lookedAt, checks }) => lookedAt === null || checks.some(({ looked }) => looked !== 'whole'),
  );
  return (
    <p className="empty quiet">
      {shown.audits.looking !== null
        ? 'Nothing found so far.'
        : silent.length === 0
          ? `Nothing found on ${count(shown.sites.length, 'site')}, each looked at as a whole.`
          : `Nothing found, but ${count(silent.length, 'site')} could not be looked at as a whole: that is no all-clear.`}
    </p>
  );
}

function Hidden({ hidden, filter }: { hidden: [keyof FindingFilter, number][]; filter: FindingFilter }) {
  return (
    <div className="empty">
      <p className="second">No finding matches this filter. Without</p>
      <ul className="hiding">
        {hidden.map(([part, many]) => (
          <li key={part}>
            <button type="button" className="quiet-button" onClick={() => narrow({ [part]: noFilter[part] })}>
              <bdi>{sayFilterPart(filter, part)}</bdi>
            </button>{' '}
            <span className="second">{capital(count(many, 'finding'))}</span>
          </li>
        ))}
      </ul>
      <p className="quiet">Esc shows all again.</p>
    </div>
  );
}
