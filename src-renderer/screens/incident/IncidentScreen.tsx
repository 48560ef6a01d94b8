import { useEffect, useRef, useState } from 'react';
import type { Incident } from '../../../src-main/contract/incidents.ts';
import { FailureNote } from '../../components/FailureNote.tsx';
import { Hints } from '../../components/Hints.tsx';
import { useMedia } from '../../components/media.ts';
import { useIncident, useLastShown } from '../../stores/incidents/incident.ts';
import { go } from '../../stores/route.ts';
import { useActs } from './acting.ts';
import { Checklist } from './Checklist.tsx';
import { Contain } from './Contain.tsx';
import { IncidentHead } from './IncidentHead.tsx';
import { type Asking, NameAndNote } from './NameAndNote.tsx';
import { Report } from './Report.tsx';
import { type Part, PartTabs, parts, SidePart } from './Side.tsx';
import { StepWork } from './StepWork.tsx';
import { useStepKeys } from './step-keys.ts';
import '../sessions/sessions.css';
import '../incidents/incidents.css';
import './incident.css';
import './step.css';

const back = (): void => go({ screen: 'incidents' });

/** One incident: the checklist left, a step's work in the middle, evidence and time line right. */
export function IncidentScreen({ id, step }: { id: string; step: string | null }) {
  const { incident, lost } = useIncident(id);
  useEffect(() => useLastShown.setState({ last: { id, step } }), [id, step]);
  if (!incident)
    return lost ? (
      <FailureNote failure={lost} doing="read the incident">
        <button type="button" className="quiet-button" onClick={back}>
          All incidents
        </button>
      </FailureNote>
    ) : (
      <p className="empty quiet">Reading the incident…</p>
    );
  return (
    <>
      {lost && <FailureNote failure={lost} doing="follow the incident" />}
      <Known incident={incident} step={step} />
    </>
  );
}

function Known({ incident, step }: { incident: Incident; step: string | null }) {
  const [first] = useState(() => incident.next?.step ?? incident.steps[0]?.id ?? '');
  const named = incident.steps.find((one) => one.id === step);
  const shown = named ?? incident.steps.find((one) => one.id === first) ?? incident.steps[0];
  const [chosen, setChosen] = useState<{ step: string; sites: string[] }>({ step: '', sites: [] });
  const [asking, setAsking] = useState<Asking | null>(null);
  const [dialog, setDialog] = useState<'contain' | 'report' | null>(null);
  const close = (): void => setDialog(null);
  const [part, setPart] = useState<Part>('step');
  const heading = useRef<HTMLHeadingElement>(null);
  const narrow = useMedia('(max-width: 1240px)');
  const acts = useActs(incident, {
    contain: () => setDialog('contain'),
    report: () => setDialog('report'),
    ask: setAsking,
  });
  const focusWork = (): void => {
    if (narrow) setPart('step');
    // After the step that was asked for is drawn.
    setTimeout(() => heading.current?.focus(), 0);
  };
  const show = (to: string): void => {
    go({ screen: 'incident', id: incident.id, step: to });
    focusWork();
  };
  // A button that a change took away must not take the focus with it.
  // biome-ignore lint/correctness/useExhaustiveDependencies: after each news
  useEffect(() => {
    const timer = setTimeout(() => document.activeElement === document.body && heading.current?.focus(), 50);
    return () => clearTimeout(timer);
  }, [incident]);
  const sites = chosen.step === shown?.id ? chosen.sites : [];
  useStepKeys({ incident, at: shown, chosen: sites, acts, focusWork, back });
  if (!shown) return <p className="empty quiet">This incident has no steps.</p>;
  const work = (
    <StepWork
      key={shown.id}
      incident={incident}
      step={shown}
      heading={heading}
      chosen={sites}
      onChosen={(names) => setChosen({ step: shown.id, sites: names })}
      acts={acts}
    />
  );
  const side = part === 'step' ? 'evidence' : part;
  return (
    <>
      <IncidentHead incident={incident} at={shown.id} acts={acts} ask={setAsking} show={show} />
      <div className="incident">
        <Checklist incident={incident} at={shown.id} onOpen={show} />
        {narrow ? (
          <div className="incident-middle">
            <PartTabs label="Parts of the incident" shown={parts} at={part} onChange={setPart}>
              {part === 'step' ? work : <SidePart incident={incident} part={part} />}
            </PartTabs>
          </div>
        ) : (
          <>
            <div className="incident-middle">{work}</div>
            <aside className="incident-side" aria-label="Evidence, time line and record">
              <PartTabs label="Beside the work" shown={parts.slice(1)} at={side} onChange={setPart}>
                <SidePart incident={incident} part={side} />
              </PartTabs>
            </aside>
          </>
        )}
      </div>
      <Hints hints={hints} />
      <NameAndNote asking={asking} owner={incident.owner} onClose={() => setAsking(null)} />
      <Contain incident={incident} opened={dialog === 'contain'} onClose={close} />
      <Report incident={incident} opened={dialog === 'report'} onClose={close} />
    </>
  );
}

const hints: [string, string][] = [
  ['j k', 'move'],
  ['Enter', 'to the step’s work'],
  ['n', 'what to do next'],
  ['v', 'verify now'],
  ['t', 'it is done'],
  ['Esc', 'back'],
];
