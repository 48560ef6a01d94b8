import { Button, Checkbox } from '@mantine/core';
import { useState } from 'react';
import type { SessionPlan } from '../../../src-main/contract/sessions.ts';
import { EndingCautions } from '../../components/EndingCautions.tsx';
import { FailureNote } from '../../components/FailureNote.tsx';
import { Flow } from '../../components/Flow.tsx';
import { pressed } from '../../components/pressed.ts';
import { When } from '../../components/Said.tsx';
import { StateMark } from '../../components/StateMark.tsx';
import { endPlanned, leaveEnding, type Planned, planEnding } from '../../stores/sessions/ending.ts';
import { capital, count, number } from '../../words/count.ts';
import { titleOf } from '../../words/failure.ts';
import { proofWords, sayReach } from '../../words/sessions.ts';
import { ConfirmCount } from '../plan/ConfirmCount.tsx';
import '../plan/plan.css';

/** A number of logins above which the number must be typed. */
const typedAbove = 10;
const noUndo = 'There is no undo: who is logged out must log in again, and what is not saved in the editor is lost.';

type Row = SessionPlan['rows'][number];
const urgency = (row: Row): number =>
  row.outcome !== 'ok' ? 0 : row.editing.length > 0 ? 1 : row.warnings.length > 0 ? 2 : row.sessions > 0 ? 3 : 4;

/** What an ending would do, as the sites themselves said a moment ago, before anything does. */
export function EndPlan({ planned }: { planned: Planned }) {
  const { ending, state } = planned;
  return (
    <section className="end-plan" aria-label="What will happen">
      <div className="plan-head">
        <div className="grow">
          <p className="second">End {ending.what}: what will happen. Nothing has been changed.</p>
          <p className="plan-sentence" aria-live="polite">
            {state === 'looking' && `Asking ${sayWhere(planned)} what is there now…`}
            {state === 'failed' && 'The plan could not be made.'}
            {state === 'planned' && sayPlan(planned.plan)}
          </p>
        </div>
        <div className="row end-plan-ways">
          {state === 'planned' && (
            <span className="quiet">
              Looked at <When at={planned.plan.at} />
            </span>
          )}
          <Button variant="default" disabled={state === 'looking'} onClick={() => void planEnding(ending)}>
            Look again
          </Button>
          <Button variant="default" onClick={leaveEnding}>
            Back to the sessions
          </Button>
        </div>
      </div>
      {state === 'failed' && <FailureNote failure={planned.failure} doing="make the plan" />}
      {state === 'planned' && <Whole planned={planned} />}
    </section>
  );
}

function Whole({ planned }: { planned: Extract<Planned, { state: 'planned' }> }) {
  const { plan, ending } = planned;
  const [proof, setProof] = useState(false);
  const rows = [...plan.rows].sort((a, b) => urgency(a) - urgency(b) || b.sessions - a.sessions);
  const differs = plan.sessions !== ending.known;
  return (
    <div className="plan">
      <div className="plan-list">
        <Flow
          label="Sites"
          items={rows}
          keyOf={(row) => row.siteId}
          guess={() => 44}
          render={(row) => <SiteLine row={row} />}
        />
      </div>
      <aside className="choices" aria-label="How it is done">
        <div className="choices-body">
          <h2>Only these</h2>
          <p className="second">
            {capital(sayReach(plan.sessions, plan.people, plan.sites))}. Every other login stays, and so does every one
            that begins from now on.
          </p>
          {differs && (
            <p className="end-differs">
              The table knew {count(ending.known, 'login')}, the sites that answered now have {number(plan.sessions)} of
              them. The plan goes by the sites.
            </p>
          )}
          <p className="second">After the run each site is read again, and only what is gone then is called ended.</p>
          <Checkbox
            label={proofWords.label}
            description={proofWords.does}
            checked={proof}
            onChange={({ target }) => setProof(target.checked)}
          />
        </div>
        <End planned={planned} proof={proof} />
      </aside>
    </div>
  );
}

function End({ planned, proof }: { planned: Extract<Planned, { state: 'planned' }>; proof: boolean }) {
  const { plan } = planned;
  const [asking, setAsking] = useState(false);
  const [beginning, setBeginning] = useState(false);
  const editing = plan.rows.reduce((sum, row) => sum + row.editing.length, 0);
  const title = `End ${count(plan.sessions, 'login')} on ${count(plan.sites, 'site')}`;
  const effect = `${capital(sayReach(plan.sessions, plan.people, plan.sites))} end. ${
    editing > 0 ? `${count(editing, 'of these people is', 'of these people are')} editing right now. ` : ''
  }${noUndo}`;
  const begin = async (): Promise<void> => {
    setAsking(false);
    setBeginning(true);
    await endPlanned(planned, { proof });
    setBeginning(false);
  };
  return (
    <div className="choices-end">
      <p className="second">{plan.sessions === 0 ? 'There is nothing to end.' : effect}</p>
      <Button
        fullWidth
        size="md"
        h="auto"
        py={10}
        disabled={plan.sessions === 0 || beginning}
        styles={{ label: { whiteSpace: 'normal' } }}
        onClick={pressed(() => (plan.sessions > typedAbove ? setAsking(true) : void begin()))}
      >
        {beginning ? 'Beginning…' : title}
      </Button>
      <ConfirmCount
        opened={asking}
        count={plan.sessions}
        noun="logins"
        title={title}
        effect={effect}
        special={[]}
        onClose={() => setAsking(false)}
        onConfirm={() => void begin()}
      />
    </div>
  );
}

function SiteLine({ row }: { row: Row }) {
  const { outcome, failure, editing, warnings } = row;
  return (
    <div className="end-site">
      <span className="end-site-state">
        {outcome === 'ok' ? (
          row.sessions === 0 ? (
            <StateMark tone="unknown" word="Nothing to end" />
          ) : editing.length + warnings.length > 0 ? (
            <StateMark tone="look" word="Ready, look" />
          ) : (
            <StateMark tone="proven" word="Ready" />
          )
        ) : (
          <StateMark tone="danger" word="Did not answer" />
        )}
      </span>
      <bdi className="name strong end-site-name">{row.site}</bdi>
      <span className="second end-site-count">
        {outcome === 'ok'
          ? `${count(row.sessions, 'login')} of ${count(row.people, 'person', 'people')}`
          : 'its logins stay'}
      </span>
      <span className="end-site-said">
        {failure && (
          <span className="ink-danger">
            {titleOf(failure)}: <bdi>{failure.message}</bdi>
          </span>
        )}
        <EndingCautions editing={editing} warnings={warnings} />
      </span>
    </div>
  );
}

function sayWhere({ ending: { select } }: Planned): string {
  return 'sites' in select ? count(select.sites.length, 'site') : 'every site';
}

function sayPlan(plan: SessionPlan): string {
  const silent = plan.rows.filter(({ outcome }) => outcome !== 'ok').length;
  const not = silent > 0 ? ` ${capital(count(silent, 'site'))} did not answer: nothing is ended there.` : '';
  return `${capital(sayReach(plan.sessions, plan.people, plan.sites))} would end.${not}`;
}
