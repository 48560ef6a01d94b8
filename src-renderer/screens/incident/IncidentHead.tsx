import { Menu } from '@mantine/core';
import { useState } from 'react';
import type { Incident } from '../../../src-main/contract/incidents.ts';
import { Figure, Figures } from '../../components/Figures.tsx';
import { Running, When } from '../../components/Said.tsx';
import { StateMark } from '../../components/StateMark.tsx';
import { useNow } from '../../stores/clock.ts';
import { count, number } from '../../words/count.ts';
import { sayClients, sayIncident, sayLookShort, sayRecheck } from '../../words/incidents.ts';
import { plain } from '../../words/plain.ts';
import { exact, timeOfDay } from '../../words/time.ts';
import { AddSites } from './AddSites.tsx';
import { Alerts, DueLook } from './Alerts.tsx';
import type { Acts } from './acting.ts';
import { askClose } from './asking.ts';
import type { Asking } from './NameAndNote.tsx';
import { NextAction } from './NextAction.tsx';

interface IncidentHeadProps {
  incident: Incident;
  at: string;
  acts: Acts;
  ask(asking: Asking): void;
  show(step: string): void;
}

/** Which incident, how long, how far, what must be seen, and the one thing to do next. */
export function IncidentHead({ incident, at, acts, ask, show }: IncidentHeadProps) {
  const [adding, setAdding] = useState(false);
  const { owner, openedAt, closedAt, noticedAt, symptoms, sites, done, steps, alerts, damaged, checklist } = incident;
  const state = sayIncident({ ...incident, steps: steps.length });
  const hidden = checklist.hidden.length;
  return (
    <header className="incident-head">
      <div className="incident-line">
        <div className="grow">
          <p className="second incident-about">
            <StateMark {...state} />
            <span>
              Noticed <When at={noticedAt} />
            </span>
            <span>
              in charge: <bdi>{plain(owner, 100)}</bdi>
            </span>
            <bdi className="name" title={plain(symptoms)}>
              “{plain(symptoms, 300)}”
            </bdi>
          </p>
        </div>
        <Menu>
          <Menu.Target>
            <button type="button" className="quiet-button incident-more">
              More
            </button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={acts.report}>Make a report or a letter…</Menu.Item>
            <Menu.Item onClick={() => acts.note(null)}>Write a note…</Menu.Item>
            <Menu.Item onClick={() => setAdding(true)}>Add sites…</Menu.Item>
            {closedAt === null && (
              <>
                <Menu.Divider />
                <Menu.Item onClick={() => ask(askClose(incident))}>Close the incident…</Menu.Item>
              </>
            )}
          </Menu.Dropdown>
        </Menu>
        <button type="button" className="quiet-button" onClick={acts.report}>
          Report…
        </button>
      </div>
      {damaged !== null && (
        <p className="failure-note" role="alert">
          <StateMark tone="danger" word="RECORD DAMAGED" loud /> <span>{damaged}</span>
        </p>
      )}
      <Alerts incident={incident} />
      <DueLook incident={incident} />
      <div className="incident-band">
        <NextAction incident={incident} at={at} acts={acts} ask={ask} show={show} />
        <Figures label="The incident in figures">
          <Figure
            value={closedAt === null ? <Running since={openedAt} /> : <When at={closedAt} />}
            label={closedAt === null ? 'Open for' : 'Closed'}
            note={`opened ${sayDay(openedAt)}`}
          />
          <Figure
            value={`${number(done)} of ${number(incident.steps.length)}`}
            label="Steps done"
            note={hidden > 0 ? `${number(hidden)} more hidden` : ''}
          />
          <Figure value={number(sites.length)} label={sites.length === 1 ? 'Site' : 'Sites'} note={sayClients(sites)} />
          <Figure
            value={number(alerts)}
            label={alerts === 1 ? 'Alert' : 'Alerts'}
            note={alerts > 0 ? 'not seen yet' : ''}
            {...(alerts > 0 ? { tone: 'danger' as const } : {})}
          />
          <NextLook incident={incident} />
        </Figures>
      </div>
      <AddSites incident={incident} opened={adding} onClose={() => setAdding(false)} />
    </header>
  );
}

/** The time of day where it was today, else the day. */
function sayDay(iso: string): string {
  const today = new Date(iso).toDateString() === new Date().toDateString();
  return today ? timeOfDay(iso).slice(0, 5) : (exact(iso).split(',')[0] ?? '');
}

/** Without seconds: there is little room. */
const minuteOf = (iso: string): string => exact(iso).replace(/:\d\d$/, '');

/** When it is looked at again, or whether anybody knows how they came in. */
function NextLook({ incident }: { incident: Incident }) {
  const now = useNow(60_000);
  const look = incident.rechecks.find(({ state }) => state !== 'done');
  if (!look) {
    const done = incident.rechecks.length;
    return (
      <Figure
        value={done > 0 ? number(done) : '–'}
        label={done > 0 ? `${count(done, 'look')} done afterwards` : 'Looks afterwards'}
        note={done > 0 ? '' : '24 h, 7 and 30 days'}
      />
    );
  }
  const { word, when, tone } = sayRecheck(look, now);
  return (
    <Figure
      value={look.state === 'to-come' ? when : word}
      label={sayLookShort(look)}
      note={look.state === 'to-come' ? minuteOf(look.dueAt) : when}
      {...(tone === 'danger' ? { tone } : {})}
    />
  );
}
