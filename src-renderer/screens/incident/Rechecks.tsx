import type { Incident } from '../../../src-main/contract/incidents.ts';
import { StateMark } from '../../components/StateMark.tsx';
import { useNow } from '../../stores/clock.ts';
import { lookAgain } from '../../stores/incidents/acts.ts';
import { sayRecheck } from '../../words/incidents.ts';
import { plain } from '../../words/plain.ts';
import { exact } from '../../words/time.ts';

/** The looks after 24 hours, 7 and 30 days: when, and what came of them. */
export function Rechecks({ incident }: { incident: Incident }) {
  const now = useNow(60_000);
  if (incident.rechecks.length === 0)
    return (
      <p className="quiet">When to look again is known once the final rotation is proven, or the incident is closed.</p>
    );
  return (
    <section className="rechecks" aria-label="Looks that follow">
      <ul>
        {incident.rechecks.map((recheck) => {
          const { what, when, ...said } = sayRecheck(recheck, now);
          return (
            <li key={recheck.after}>
              <StateMark {...said} />
              <span className="strong">{what}</span>
              <span className="second" title={exact(recheck.dueAt)}>
                {when}
              </span>
              {recheck.told !== '' && <bdi className="second">{plain(recheck.told, 600)}</bdi>}
            </li>
          );
        })}
      </ul>
      <p className="row">
        <button type="button" className="quiet-button" onClick={() => void lookAgain(incident.id)}>
          Look again now
        </button>
        <span className="quiet small">
          Resalt looks by itself while it runs with its vault unlocked. Else it stands here as due.
        </span>
      </p>
    </section>
  );
}
