import type { ReactNode } from 'react';
import type { Alert, Incident } from '../../../src-main/contract/incidents.ts';
import { When } from '../../components/Said.tsx';
import { StateTile } from '../../components/StateMark.tsx';
import { useSteady } from '../../components/steady.ts';
import { useNow } from '../../stores/clock.ts';
import { lookAgain, sawAlerts } from '../../stores/incidents/acts.ts';
import { hrefOf } from '../../stores/route.ts';
import { number } from '../../words/count.ts';
import { sayAlerts, sayRecheck } from '../../words/incidents.ts';
import { plain } from '../../words/plain.ts';

const inSight = 3;

/** What somebody must look at, until somebody says that it was seen. */
export function Alerts({ incident }: { incident: Incident }) {
  const unseen = incident.alertList.filter(({ seen }) => !seen).sort((a, b) => b.at.localeCompare(a.at));
  const latest = unseen[0]?.at;
  if (latest === undefined) return null;
  return (
    <section className="alerts" aria-label="Alerts" aria-live="polite">
      <div className="alerts-head">
        <StateTile tone="danger" />
        <strong className="grow">{sayAlerts(unseen)}: what was done no longer holds, or something new was found</strong>
        <Press about={latest} onPress={() => void sawAlerts(incident.id, latest)}>
          I have seen {unseen.length === 1 ? 'it' : 'them'}
        </Press>
      </div>
      <List incident={incident} alerts={unseen.slice(0, inSight)} />
      {unseen.length > inSight && (
        <details className="alerts-rest">
          <summary>and {number(unseen.length - inSight)} more</summary>
          <List incident={incident} alerts={unseen.slice(inSight)} />
        </details>
      )}
    </section>
  );
}

/** It comes up by itself, where something else stood under the hand: for a moment it does nothing. */
function Press({ about, onPress, children }: { about: string; onPress(): void; children: ReactNode }) {
  const steady = useSteady(about, true);
  return (
    <button
      type="button"
      className="quiet-button"
      aria-disabled={!steady}
      onClick={({ detail }) => steady && detail < 2 && onPress()}
    >
      {children}
    </button>
  );
}

function List({ incident, alerts }: { incident: Incident; alerts: Alert[] }) {
  const titleOf = (step: string): string => incident.steps.find(({ id }) => id === step)?.title ?? step;
  return (
    <ul>
      {alerts.map(({ id, at, step, site, text }) => (
        <li key={id}>
          {site !== null && <bdi className="strong">{site}: </bdi>}
          <bdi>{plain(text, 600)}</bdi>{' '}
          {step !== null && (
            <a href={hrefOf({ screen: 'incident', id: incident.id, step })}>{plain(titleOf(step), 120)}</a>
          )}{' '}
          <span className="quiet small">
            <When at={at} />
          </span>
        </li>
      ))}
    </ul>
  );
}

/** A look that is due, loud, since nobody else will look. */
export function DueLook({ incident }: { incident: Incident }) {
  const now = useNow(60_000);
  const due = incident.rechecks.find(({ state }) => state === 'due');
  if (!due) return null;
  const { what, when } = sayRecheck(due, now);
  return (
    <section className="alerts" aria-label="A look is due">
      <div className="alerts-head">
        <StateTile tone="danger" />
        <span className="grow">
          <strong>
            DUE {when}: {what.toLowerCase()}.
          </strong>{' '}
          <span className="second">All sites are audited, and every step that was done is verified again.</span>
        </span>
        <Press about={due.after} onPress={() => void lookAgain(incident.id)}>
          Look again now
        </Press>
      </div>
    </section>
  );
}
