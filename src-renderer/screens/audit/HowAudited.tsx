import { Button } from '@mantine/core';
import { memo } from 'react';
import { FailureNote } from '../../components/FailureNote.tsx';
import { When } from '../../components/Said.tsx';
import { StateTile } from '../../components/StateMark.tsx';
import { look } from '../../stores/audit/look.ts';
import type { AuditedSite } from '../../stores/audit/rows.ts';
import type { ShownFindings } from '../../stores/audit/shown.ts';
import { checkTitle, saySilentAudits } from '../../words/audit.ts';
import { count } from '../../words/count.ts';
import { titleOf } from '../../words/failure.ts';
import { plain } from '../../words/plain.ts';
import { WhatChanged } from './WhatChanged.tsx';

const mostListed = 200;

/** What stands between the table and the truth: sites that did not answer, that nobody looked at, checks that saw a part. */
export const HowAudited = memo(function HowAudited({ shown }: { shown: ShownFindings }) {
  const { audits, sites } = shown;
  const silent = sites.filter(({ failure }) => failure !== null);
  const never = sites.filter(({ lookedAt, failure }) => lookedAt === null && failure === null);
  const partly = sites.filter(({ checks }) => checks.some(({ looked }) => looked !== 'whole'));
  const changed = sites.filter(({ changedAt }) => changedAt !== null);
  const idle = audits.looking === null;
  return (
    <>
      {audits.failure && <FailureNote {...audits.failure} />}
      <WhatChanged drift={shown.drift} more={audits.more} />
      {silent.length > 0 && (
        <Fold said={saySilentAudits(silent, sites.length)}>
          <ul className="silent-list">
            {silent.slice(0, mostListed).map((site) => (
              <Silent key={site.siteId} site={site} />
            ))}
          </ul>
          <Button variant="default" disabled={!idle} onClick={() => void look(silent.map(({ site }) => site))}>
            Audit {count(silent.length, 'site')} again
          </Button>
        </Fold>
      )}
      {partly.length > 0 && (
        <Fold
          said={`On ${count(partly.length, 'site')} some checks could not look, or saw only a part: there, silence is no all-clear.`}
        >
          <ul className="silent-list">
            {partly.slice(0, mostListed).map((site) => (
              <Partly key={site.siteId} site={site} />
            ))}
          </ul>
        </Fold>
      )}
      {changed.length > 0 && idle && (
        <p className="known-note">
          <StateTile tone="unknown" />
          <span className="grow">
            Runs changed something on {count(changed.length, 'site')} after the last look: what is shown of{' '}
            {changed.length === 1 ? 'it' : 'them'} is older.
          </span>
          <Button variant="default" onClick={() => void look(changed.map(({ site }) => site))}>
            Audit {count(changed.length, 'site')} again
          </Button>
        </p>
      )}
      {never.length > 0 && idle && (
        <p className="known-note">
          <StateTile tone="unknown" />
          <span className="grow">{count(never.length, 'site')} never audited: nothing is known of them.</span>
          <Button variant="default" onClick={() => void look(never.map(({ site }) => site))}>
            Audit {count(never.length, 'site')}
          </Button>
        </p>
      )}
    </>
  );
});

function Fold({ said, children }: { said: string; children: React.ReactNode }) {
  return (
    <details className="known-note known-look">
      <summary>
        <StateTile tone="look" />
        <span className="grow">{said}</span>
        <span className="quiet">which</span>
      </summary>
      {children}
    </details>
  );
}

function Silent({ site }: { site: AuditedSite }) {
  return (
    <li>
      <bdi className="strong">{site.site}</bdi>{' '}
      <span className="second">
        {site.failure && titleOf(site.failure)}: <bdi>{site.failure?.message}</bdi>
      </span>{' '}
      <span className="quiet">
        known from <When at={site.lookedAt} none="never" />
      </span>
    </li>
  );
}

function Partly({ site }: { site: AuditedSite }) {
  return (
    <li>
      <bdi className="strong">{site.site}</bdi>
      {site.checks
        .filter(({ looked }) => looked !== 'whole')
        .map(({ check, looked, why }) => (
          <span key={check} className="second block">
            {checkTitle(check)}: {looked === 'partly' ? 'seen in part' : 'not looked at'}
            {why !== null && (
              <>
                , <bdi>{plain(why, 500)}</bdi>
              </>
            )}
          </span>
        ))}
    </li>
  );
}
