import { useKnownIncident, useLastShown } from '../stores/incidents/incident.ts';
import { hrefOf, type Route } from '../stores/route.ts';
import { plain } from '../words/plain.ts';

const elsewhere: Route['screen'][] = ['audit', 'people', 'person', 'sessions', 'site', 'access', 'settings', 'runs'];

/** The way back to the incident that was last on the screen, where a step of it has led elsewhere. */
export function BackToIncident({ at }: { at: Route['screen'] }) {
  const last = useLastShown((state) => state.last);
  const incident = useKnownIncident(last?.id ?? '');
  if (!last || !incident || incident.closedAt !== null || !elsewhere.includes(at)) return null;
  const { id, step } = last;
  return (
    <a
      className="quiet-button top-back"
      href={hrefOf({ screen: 'incident', id, ...(step === null ? {} : { step }) })}
      title={`Back to “${plain(incident.name, 100)}”`}
    >
      Back to the incident
    </a>
  );
}
