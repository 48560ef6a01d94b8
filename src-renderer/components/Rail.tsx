import { whereOrdered } from '../stores/ordering.ts';
import { hrefOf, type Route, useRoute } from '../stores/route.ts';

interface Place {
  title: string;
  route: Route;
  /** The screens that belong to it. */
  holds: Route['screen'][];
  /** Its sign, on a field of 16. */
  sign: string;
}

const places: Place[] = [
  {
    title: 'Fleet',
    route: { screen: 'fleet' },
    holds: ['fleet', 'site', 'bring', 'access', 'plan'],
    sign: 'M2 2h5v5H2z M9 2h5v5H9z M2 9h5v5H2z M9 9h5v5H9z',
  },
  {
    title: 'Sessions',
    route: { screen: 'sessions' },
    holds: ['sessions'],
    sign: 'M7 2h7v12H7 M2 8h8 M7 5l3 3-3 3',
  },
  {
    title: 'People',
    route: { screen: 'people' },
    holds: ['people', 'person'],
    sign: 'M8 8a3 3 0 1 0 0-6 3 3 0 0 0 0 6z M2.5 14a5.5 5.5 0 0 1 11 0',
  },
  {
    title: 'Audit',
    route: { screen: 'audit' },
    holds: ['audit'],
    sign: 'M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10z M10.8 10.8 14 14 M7 4.5v3 M7 9.2v.4',
  },
  {
    title: 'Incidents',
    route: { screen: 'incidents' },
    holds: ['incidents', 'incident'],
    sign: 'M8 1.8 14.6 13.6H1.4z M8 6v3.6 M8 11.4v.4',
  },
  { title: 'Runs', route: { screen: 'runs' }, holds: ['runs', 'run'], sign: 'M2 3h12 M2 8h8 M2 13h10' },
  {
    title: 'Settings',
    route: { screen: 'settings' },
    holds: ['settings'],
    sign: 'M2 4h6 M12 4h2 M10 2v4 M2 12h2 M8 12h6 M6 10v4',
  },
];

/** A plan belongs to the screen that asked for it. */
const placeOf = (route: Route): Route => (route.screen === 'plan' ? (whereOrdered(route.run) ?? route) : route);

/** Only screens that exist. */
export function Rail() {
  const { screen } = placeOf(useRoute());
  return (
    <nav className="rail" aria-label="Screens">
      <div className="rail-mark">Resalt</div>
      {places.map(({ title, route, holds, sign }) => (
        <a
          key={title}
          href={hrefOf(route)}
          className="rail-place inner-focus"
          aria-current={holds.includes(screen) ? 'page' : undefined}
        >
          <svg viewBox="0 0 16 16" aria-hidden="true">
            <path d={sign} />
          </svg>
          <span>{title}</span>
        </a>
      ))}
    </nav>
  );
}
