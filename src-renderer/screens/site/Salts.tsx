import type { Inspection } from '../../../src-main/contract/inspection.ts';
import { When } from '../../components/Said.tsx';
import { StateMark } from '../../components/StateMark.tsx';

/** Where a constant is simply written, place and line have said it all. */
function sayHow({ place, line, how }: Inspection['salts']['places'][number]): string {
  return how === `it is written on line ${line} of ${place}` ? 'written there' : how;
}

/** The eight, each with where it comes from; their values never leave the site. */
export function Salts({ inspection, changedAt }: { inspection: Inspection; changedAt: string | null }) {
  const { salts } = inspection;
  return (
    <section className="panel site-part site-salts" aria-label="Salts">
      <div className="part-head">
        <h2>Salts</h2>
        <StateMark
          {...(salts.rotatable
            ? ({ tone: 'unknown', word: 'Can be rotated' } as const)
            : ({ tone: 'look', word: 'Can’t be rotated by Resalt' } as const))}
        />
        <span className="grow" />
        <span className="quiet">
          Changed by Resalt: <When at={changedAt} none="never" />
        </span>
      </div>
      {salts.why !== null && (
        <p className="part-note">
          <bdi>{salts.why}</bdi>
        </p>
      )}
      <table className="plain-table">
        <thead>
          <tr>
            <th scope="col">Constant</th>
            <th scope="col">Comes from</th>
            <th scope="col">Line</th>
            <th scope="col">How</th>
          </tr>
        </thead>
        <tbody>
          {salts.places.map((place) => (
            <tr key={place.name}>
              <td className="mono">{place.name}</td>
              <td>
                <bdi>{place.place}</bdi>
              </td>
              <td>{place.line ?? <span className="quiet">–</span>}</td>
              <td className="second">
                <bdi>{sayHow(place)}</bdi>
              </td>
            </tr>
          ))}
          {salts.places.length === 0 && (
            <tr>
              <td colSpan={4} className="quiet">
                Where they come from is not known.
              </td>
            </tr>
          )}
        </tbody>
      </table>
      <p className="part-foot quiet">
        Fingerprint <span className="mono">{salts.fingerprint ?? 'not readable'}</span>: changes when they change, tells
        nothing of them.
      </p>
    </section>
  );
}
