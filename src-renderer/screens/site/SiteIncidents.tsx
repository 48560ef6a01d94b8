import { Button } from '@mantine/core';
import { useState } from 'react';
import { useKeys } from '../../components/keys.ts';
import { When } from '../../components/Said.tsx';
import { StateMark } from '../../components/StateMark.tsx';
import { useIncident } from '../../stores/incidents/incident.ts';
import { inOrder, useIncidents } from '../../stores/incidents/list.ts';
import { isDone, stepsOnSite } from '../../stores/incidents/steps.ts';
import { hrefOf } from '../../stores/route.ts';
import { number } from '../../words/count.ts';
import { sayIncident, sayStanding } from '../../words/incidents.ts';
import { plain } from '../../words/plain.ts';
import { StepMark } from '../incident/StepMark.tsx';
import { OpenIncident } from '../incidents/OpenIncident.tsx';
import '../incident/incident.css';
import '../incident/step.css';

/** The incidents that a site is or was in, and how it stands in each. */
export function SiteIncidents({ siteId, name, back }: { siteId: string; name: string; back(): void }) {
  const { all } = useIncidents();
  const [opening, setOpening] = useState(false);
  useKeys({ escape: back });
  const mine = inOrder(all ?? []).filter(({ sites }) => sites.some((one) => one.siteId === siteId));
  const dialog = <OpenIncident sites={[name]} opened={opening} onClose={() => setOpening(false)} />;
  if (all === null) return <p className="empty quiet">Reading the incidents…</p>;
  if (mine.length === 0)
    return (
      <div className="empty-screen">
        <h2>This site is in no incident</h2>
        <p className="second">
          Was it broken into, or does it look like it? Open an incident: here its checklist will stand, what is done and
          what is next.
        </p>
        <Button onClick={() => setOpening(true)}>Open an incident</Button>
        {dialog}
      </div>
    );
  return (
    <div className="site-incidents">
      {mine.map(({ id }) => (
        <InIncident key={id} id={id} siteId={siteId} />
      ))}
      <p>
        <Button variant="default" onClick={() => setOpening(true)}>
          Open another incident…
        </Button>
      </p>
      {dialog}
    </div>
  );
}

function InIncident({ id, siteId }: { id: string; siteId: string }) {
  const { incident } = useIncident(id);
  if (!incident) return <p className="quiet">Reading the incident…</p>;
  const here = stepsOnSite(incident, siteId);
  const done = here.filter(({ at }) => isDone(at.state)).length;
  return (
    <section className="panel" aria-label={incident.name}>
      <div className="part-head">
        <h2 className="grow">
          <a className="plain" href={hrefOf({ screen: 'incident', id })}>
            <bdi className="name">{incident.name}</bdi>
          </a>
        </h2>
        <StateMark {...sayIncident({ ...incident, steps: incident.steps.length })} />
        <span className="second">
          {number(done)} of {number(here.length)} steps done here
        </span>
        <span className="quiet">
          opened <When at={incident.openedAt} />
        </span>
      </div>
      <ul className="standing-list site-standings">
        {here.map(({ step, at }) => (
          <li key={step.id} className={at.state === 'reopened' ? 'site-standing standing-danger' : 'site-standing'}>
            <a href={hrefOf({ screen: 'incident', id, step: step.id })} className="plain">
              <span className={isDone(at.state) ? 'name second' : 'name strong'}>{plain(step.title, 120)}</span>
            </a>
            <StepMark state={at.state} />
            <span className="second">
              <bdi>{plain(sayStanding(at), 400)}</bdi>
            </span>
            <span className="quiet small">
              <When at={at.at} none="" />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
