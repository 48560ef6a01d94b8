import { Button } from '@mantine/core';
import type { IncidentStep, Recheck } from '../../../src-main/contract/incidents.ts';
import { canTick, leftOf, lookAgainStep, sitesOf, workOf } from '../../stores/incidents/steps.ts';
import { count } from '../../words/count.ts';
import { type Acts, sayTick, targetsOf, wayOf } from './acting.ts';

interface StepActionsProps {
  rechecks: Recheck[];
  step: IncidentStep;
  chosen: string[];
  acts: Acts;
}

/** What can be done about one step: by Resalt, by looking, by a person's word. The one thing to do next stands in the head. */
export function StepActions({ rechecks, step, chosen, acts }: StepActionsProps) {
  const way = wayOf(step, chosen);
  const { names, all } = targetsOf(step, chosen);
  const words = acts.busy(step);
  const said = acts.said(step);
  const busy = words !== null;
  const on = step.per === 'incident' ? '' : ` on ${count(all, 'site')}`;
  const some = chosen.length > 0;
  const done = some ? true : step.standings.length > leftOf(step).length;
  const left = some || leftOf(step).length > 0;
  const tickable = canTick(step, rechecks) || (some && step.id !== lookAgainStep);
  return (
    <div className="step-actions" aria-busy={busy}>
      <div className="row step-buttons">
        {way.doing && (
          <Button variant="default" disabled={busy} onClick={() => void acts.work(step, chosen, false)}>
            {way.doing}
          </Button>
        )}
        {way.planning && (
          <Button variant="default" disabled={busy} onClick={() => void acts.work(step, chosen, true)}>
            {way.planning}
          </Button>
        )}
        {step.verifications.length > 0 && !(left && workOf(step) === 'looks') && (
          <Button variant="default" disabled={busy} onClick={() => void acts.verify(step, chosen)}>
            Verify now{some ? on : ''}
          </Button>
        )}
        {tickable && (
          <Button variant="default" disabled={busy} onClick={() => acts.tick(step, chosen)}>
            {sayTick(step)}
          </Button>
        )}
        {step.id === 'tell' && (
          <Button variant="default" onClick={acts.report}>
            Make a report or a letter…
          </Button>
        )}
        <span className="grow" />
        <button type="button" className="quiet-button" onClick={() => acts.note(step)}>
          Write a note…
        </button>
        {done && (
          <button type="button" className="quiet-button" onClick={() => acts.reopen(step, chosen)}>
            Not done after all…
          </button>
        )}
      </div>
      {said !== null && <p role="status">{said}</p>}
      <p className="quiet small" role="status">
        {words ?? (some ? `For the ${count(names.length, 'site')} that you chose.` : sayFor(step))}
      </p>
    </div>
  );
}

function sayFor(step: IncidentStep): string {
  if (step.per === 'incident') return 'Done once, for all sites together.';
  const left = sitesOf(leftOf(step)).length;
  if (left === 0) return 'Done on every site. Choose sites below to do it again there.';
  return left === step.standings.length
    ? 'For every site. Choose some below to do it only there.'
    : `For the ${count(left, 'site')} on which it is not done. Choose others below.`;
}
