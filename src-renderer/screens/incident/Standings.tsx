import { useState } from 'react';
import type { EvidenceRef, IncidentStep, Standing } from '../../../src-main/contract/incidents.ts';
import { Copy } from '../../components/Copy.tsx';
import { Name, When } from '../../components/Said.tsx';
import { StateMark } from '../../components/StateMark.tsx';
import { isDone } from '../../stores/incidents/steps.ts';
import { hrefOf } from '../../stores/route.ts';
import { count, number } from '../../words/count.ts';
import { shortHash } from '../../words/evidence.ts';
import { sayStanding, sayStates } from '../../words/incidents.ts';
import { sayOutcome } from '../../words/outcome.ts';
import { plain } from '../../words/plain.ts';
import { StepMark } from './StepMark.tsx';

interface StandingsProps {
  step: IncidentStep;
  chosen: string[];
  onChosen(sites: string[]): void;
}

const many = 8;

/** How the step stands on each site, in the same order always: what was seen, by whom, with what evidence. */
export function Standings({ step, chosen, onChosen }: StandingsProps) {
  const [onlyLeft, setOnlyLeft] = useState(false);
  const { standings } = step;
  if (step.per === 'incident')
    return (
      <section className="standings" aria-label="How it stands">
        {standings.map((standing) => (
          <Once key={standing.siteId} standing={standing} />
        ))}
      </section>
    );
  const left = standings.filter(({ state }) => !isDone(state)).length;
  const shown = onlyLeft ? standings.filter(({ state }) => !isDone(state)) : standings;
  const names = shown.flatMap(({ site }) => site ?? []);
  const all = names.length > 0 && names.every((name) => chosen.includes(name));
  return (
    <section className="standings" aria-label="Sites">
      <div className="standings-head">
        <h3>{count(standings.length, 'site')}</h3>
        <span className="second" aria-live="polite">
          {sayStates(step)}
        </span>
        <span className="grow" />
        {standings.length > many && (
          <button type="button" className="chip" aria-pressed={onlyLeft} onClick={() => setOnlyLeft(!onlyLeft)}>
            Only what is left <span className="quiet">{number(left)}</span>
          </button>
        )}
        {standings.length > 1 && (
          <button type="button" className="quiet-button" onClick={() => onChosen(all ? [] : names)}>
            {all ? 'Choose none' : 'Choose all'}
          </button>
        )}
      </div>
      <ul className="standing-list">
        {shown.map((standing) => (
          <Line
            key={standing.siteId}
            standing={standing}
            chosen={standing.site !== null && chosen.includes(standing.site)}
            onToggle={(site) =>
              onChosen(chosen.includes(site) ? chosen.filter((one) => one !== site) : [...chosen, site])
            }
          />
        ))}
        {shown.length === 0 && <li className="quiet standing-none">It is done on every site.</li>}
      </ul>
    </section>
  );
}

function Line({ standing, chosen, onToggle }: { standing: Standing; chosen: boolean; onToggle(site: string): void }) {
  const { site, state } = standing;
  const name = site ?? '';
  return (
    <li className={`standing${chosen ? ' chosen' : ''}${state === 'reopened' ? ' standing-danger' : ''}`}>
      <input
        type="checkbox"
        className="plain-check"
        aria-label={`Choose ${name}`}
        checked={chosen}
        onChange={() => onToggle(name)}
      />
      <a className="plain standing-site" href={hrefOf({ screen: 'site', name, tab: 'checklist' })}>
        <Name text={name} strong={!isDone(state)} />
      </a>
      <StepMark {...standing} />
      <div className="standing-told">
        <Told standing={standing} />
      </div>
    </li>
  );
}

function Once({ standing }: { standing: Standing }) {
  return (
    <div className="standing-once">
      <StepMark {...standing} />
      <div className="standing-told">
        <Told standing={standing} />
      </div>
    </div>
  );
}

/** What is known and by whom; the note of a person as it was written. */
function Told({ standing }: { standing: Standing }) {
  const { state, by, at, note, run, outcome, evidence } = standing;
  const bad = outcome !== null && !['changed', 'unchanged'].includes(outcome);
  return (
    <>
      {sayStanding(standing) !== '' && sayStanding(standing) !== note && (
        <p className={isDone(state) ? 'second' : undefined}>
          <bdi>{plain(sayStanding(standing), 600)}</bdi>
        </p>
      )}
      {note !== null && (
        <p className="standing-note">
          <bdi>“{plain(note, 2000)}”</bdi>
        </p>
      )}
      <p className="quiet small standing-facts">
        {by !== null && <bdi>{plain(by, 100)}</bdi>}
        {at !== null && <When at={at} />}
        {bad && outcome && <StateMark {...sayOutcome(outcome)} />}
        {run !== null && <a href={hrefOf({ screen: 'run', run })}>the run</a>}
        {evidence.length > 0 && <Pieces evidence={evidence} />}
      </p>
    </>
  );
}

function Pieces({ evidence }: { evidence: EvidenceRef[] }) {
  const [open, setOpen] = useState(false);
  return (
    <details className="pieces" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{count(evidence.length, 'piece')} of evidence</summary>
      {open && (
        <ul>
          {evidence.map(({ what, sha256, at }) => (
            <li key={`${sha256} ${what}`}>
              <bdi>{plain(what, 200)}</bdi>{' '}
              <Copy text={sha256} label={`Copy the hash of ${what}`}>
                {shortHash(sha256)}
              </Copy>{' '}
              <When at={at} />
            </li>
          ))}
        </ul>
      )}
    </details>
  );
}
