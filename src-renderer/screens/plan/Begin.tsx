import { Button } from '@mantine/core';
import { useState } from 'react';
import type { RunSite, RunSummary } from '../../../src-main/contract/runs.ts';
import { pressed } from '../../components/pressed.ts';
import { begin } from '../../stores/calls.ts';
import { beginOfIncident } from '../../stores/incidents/doing.ts';
import { orderBegun, orderOfPlan } from '../../stores/ordering.ts';
import { orderTitle } from '../../words/closing.ts';
import { count } from '../../words/count.ts';
import { operations } from '../../words/operation.ts';
import { sayOptions } from '../../words/options.ts';
import { isOrder, sayOrderEffect } from '../../words/order.ts';
import { loginsOf } from '../../words/plan.ts';
import { ConfirmCount } from './ConfirmCount.tsx';
import type { readPace } from './Pace.tsx';
import { usePlanParts } from './PlanParts.tsx';
import { Special } from './Special.tsx';

/** A number of sites above which the number must be typed. */
const typedAbove = 10;

interface BeginProps {
  run: RunSummary;
  going: RunSite[];
  without: string[];
  /** The plan is whole and the one that was asked for. */
  over: boolean;
  pace: ReturnType<typeof readPace>;
}

/** What it does, and the button that does it: exactly what the plan is of, at this pace. */
export function Begin({ run, going, without, over, pace }: BeginProps) {
  const [asking, setAsking] = useState(false);
  const [starting, setStarting] = useState(false);
  const ready = over && going.length > 0 && pace !== null && !starting;
  const start = async (): Promise<void> => {
    setAsking(false);
    if (!ready) return;
    setStarting(true);
    const sites = going.map((row) => row.site);
    const options = { ...run.options, ...pace, dryRun: false };
    const begun = run.options.incident
      ? await beginOfIncident(run, sites, options, without)
      : await begin(run, sites, options);
    if (begun) orderBegun(run.id, begun);
    setStarting(false);
  };
  const order = orderOfPlan(run.id);
  const parts = usePlanParts(run).length;
  const title =
    parts > 1
      ? `Do all ${parts} as planned`
      : order
        ? `${orderTitle(order)} on ${count(going.length, 'site')}`
        : operations[run.operation].button(going.length);
  const effect = sayEffect(run, going);
  const special = sayOptions(run);
  return (
    <>
      <div className="choices-end">
        <p className="second" aria-live="polite">
          {over ? effect : 'The button is free when every site was looked at.'}
        </p>
        {over && <Special sentences={special} />}
        <Button
          fullWidth
          size="md"
          h="auto"
          py={10}
          disabled={!ready}
          styles={{ label: { whiteSpace: 'normal' } }}
          onClick={pressed(() => (going.length > typedAbove ? setAsking(true) : void start()))}
        >
          {starting ? 'Beginning…' : over || going.length > 0 ? title : 'Looking at the sites…'}
        </Button>
      </div>
      <ConfirmCount
        {...{ title, effect, special, opened: asking, count: going.length, noun: 'sites' }}
        onClose={() => setAsking(false)}
        onConfirm={() => void start()}
      />
    </>
  );
}

function sayEffect({ operation }: RunSummary, going: RunSite[]): string {
  const logins = going.reduce((sum, row) => sum + (loginsOf(row) ?? 0), 0);
  const editing = going.filter((row) => row.warnings.some(({ kind }) => kind === 'editing')).length;
  if (isOrder(operation)) return sayOrderEffect(operation);
  if (operation === 'InspectSite') return 'Everything is read, nothing is changed.';
  if (operation === 'RotateSalts') return 'All eight salts of each site change; every cookie is refused from then on.';
  if (operation === 'RollBackSalts') {
    const also = editing > 0 ? ` On ${count(editing, 'site')} somebody is editing.` : '';
    const all =
      logins === 0 ? 'all logins end with it' : `all logins end with it: ${count(logins, 'login')} now, yours too`;
    return `Old salts revive every old cookie, so ${all}.${also}`;
  }
  const ended =
    logins === 0
      ? 'No one is logged in now; whoever logs in meanwhile is out.'
      : `${count(logins, 'login')} end, yours too.`;
  return editing > 0 ? `${ended} On ${count(editing, 'site')} somebody is editing.` : ended;
}
