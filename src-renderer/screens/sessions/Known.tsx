import { Button } from '@mantine/core';
import type { KnownSite } from '../../../src-main/contract/known-sessions.ts';
import { FailureNote } from '../../components/FailureNote.tsx';
import { When } from '../../components/Said.tsx';
import { StateTile } from '../../components/StateMark.tsx';
import { inspect } from '../../stores/calls.ts';
import { type Known, readKnown } from '../../stores/sessions/load.ts';
import { count, number } from '../../words/count.ts';
import { titleOf } from '../../words/failure.ts';
import { saySilent } from '../../words/sessions.ts';

/** A look that is older than this is called old. */
const oldAfterMs = 24 * 3_600_000;

/** How old what is known of these sites is, and of which nothing or nothing new is known. */
function ageOf(sites: KnownSite[]) {
  const silent = sites.filter((site) => site.failure !== null);
  const never = sites.filter((site) => site.lookedAt === null && site.failure === null);
  const looked = sites.flatMap(({ lookedAt }) => lookedAt ?? []).sort();
  const oldest = looked[0] ?? null;
  const old = oldest !== null && silent.length === 0 && Date.now() - Date.parse(oldest) > oldAfterMs;
  return { silent, never, oldest, old };
}

const lookAt = (sites: KnownSite[]): void => void inspect({ sites: sites.slice(0, 5000).map(({ site }) => site) });

/** When the sites were looked at, and the way to look again; nothing where `HowKnown` has more to say. */
export function LookedAt({ sites }: { sites: KnownSite[] }) {
  const { silent, never, oldest, old } = ageOf(sites);
  if (oldest === null || old || silent.length + never.length > 0) return null;
  return (
    <>
      <span className="quiet shown-count-from">
        looked at <When at={oldest} />
      </span>
      <button type="button" className="quiet-button" onClick={() => lookAt(sites)}>
        Look again
      </button>
    </>
  );
}

/** What stands between the table and the truth: that it is still being read, is old, or that sites did not answer. */
export function HowKnown({ known, sites }: { known: Known; sites: KnownSite[] }) {
  const { reading, failure } = known;
  const { silent, never, oldest, old } = ageOf(sites);
  return (
    <>
      {failure && (
        <FailureNote
          failure={failure}
          doing="read what is known of the sessions"
          // The vault itself is whole where this screen can be seen.
          title={failure.code === 'VAULT_DAMAGED' ? 'Their history is damaged' : titleOf(failure)}
        >
          <Button variant="default" onClick={() => void readKnown()}>
            Read again
          </Button>
        </FailureNote>
      )}
      {reading && reading.total > 0 && (
        <p className="known-note" role="status">
          {number(reading.loaded)} of {count(reading.total, 'login')} read. What is shown and counted is not all yet.
        </p>
      )}
      {silent.length > 0 && (
        <details className="known-note known-look">
          <summary>
            <StateTile tone="look" />
            <span className="grow">{saySilent(silent)} Who logged in there since is not shown.</span>
            <span className="quiet">which</span>
          </summary>
          <ul className="silent-list">
            {silent.slice(0, 200).map((site) => (
              <li key={site.siteId}>
                <bdi className="strong">{site.site}</bdi>{' '}
                <span className="second">
                  {site.failure && titleOf(site.failure)}: <bdi>{site.failure?.message}</bdi>
                </span>{' '}
                <span className="quiet">
                  known from <When at={site.lookedAt} none="never" />
                </span>
              </li>
            ))}
          </ul>
          <Button variant="default" onClick={() => lookAt(silent)}>
            Look at {count(silent.length, 'site')} again
          </Button>
        </details>
      )}
      {(never.length > 0 || old) && (
        <p className="known-note">
          <StateTile tone="unknown" />
          <span className="grow">
            {never.length > 0
              ? `${count(never.length, 'site')} never looked at: no login of ${never.length === 1 ? 'it' : 'them'} is shown.`
              : ''}{' '}
            {old && (
              <>
                The oldest look is from <When at={oldest} />.
              </>
            )}
          </span>
          <Button variant="default" onClick={() => lookAt(never.length > 0 ? never : sites)}>
            Look at {count(never.length > 0 ? never.length : sites.length, 'site')}
          </Button>
        </p>
      )}
    </>
  );
}

/** What holds for whole sites, said once for each. */
export function SiteNotes({ sites, open }: { sites: KnownSite[]; open: boolean }) {
  const noted = sites.filter(({ notes }) => notes.length > 0);
  if (noted.length === 0) return null;
  return (
    <details className="known-note known-look" open={open}>
      <summary>
        <StateTile tone="look" />
        <span className="grow">
          On {count(noted.length, 'site')} the logins say less than they seem to: proxies, session managers, rows that
          can’t be read.
        </span>
        <span className="quiet">which</span>
      </summary>
      <ul className="silent-list">
        {noted.flatMap(({ site, siteId, notes }) =>
          notes.map((note) => (
            <li key={`${siteId}${note}`}>
              <bdi className="strong">{site}</bdi> <bdi className="second">{note}</bdi>
            </li>
          )),
        )}
      </ul>
    </details>
  );
}
