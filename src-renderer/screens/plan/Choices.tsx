import { Button, NumberInput, Switch, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { RunSite, RunSummary } from '../../../src-main/contract/runs.ts';
import { begin } from '../../stores/calls.ts';
import { count, number } from '../../words/count.ts';
import { operations } from '../../words/operation.ts';
import { rotates, sayOptions } from '../../words/options.ts';
import { loginsOf, previewWaves, readLimit, readWaves } from '../../words/plan.ts';
import { ConfirmCount } from './ConfirmCount.tsx';
import { Options } from './Options.tsx';
import { isOver, type Replan } from './replan.ts';
import { Special } from './Special.tsx';

/** A number of sites above which the number must be typed. */
const typedAbove = 10;

interface ChoicesProps {
  run: RunSummary;
  going: RunSite[];
  replan: Replan;
}

/** How it is to be done, and the button that does it: exactly what the plan is of, at this pace. */
export function Choices({ run, going, replan }: ChoicesProps) {
  const [wavesText, setWaves] = useState(run.options.waves.join(', '));
  const [limitText, setLimit] = useState(run.options.maxFailures ?? '');
  const [concurrency, setConcurrency] = useState(run.options.concurrency);
  const [asking, setAsking] = useState(false);
  const [starting, setStarting] = useState(false);
  const waves = readWaves(wavesText);
  const limit = readLimit(limitText);
  const over = isOver(run) && !replan.pending;
  const ready = over && going.length > 0 && 'waves' in waves && 'limit' in limit && !starting;

  const start = async (): Promise<void> => {
    if (!ready) return;
    setStarting(true);
    const options = { ...run.options, waves: waves.waves, maxFailures: limit.limit, concurrency, dryRun: false };
    await begin(
      run.operation,
      going.map((row) => row.site),
      options,
    );
    setStarting(false);
  };
  const logins = going.reduce((sum, row) => sum + (loginsOf(row) ?? 0), 0);
  const editing = going.filter((row) => row.warnings.some(({ kind }) => kind === 'editing')).length;
  const special = sayOptions(run);
  return (
    <aside className="choices" aria-label="How it is done">
      <div className="choices-body">
        <h2>How it is done</h2>
        <Switch
          label="Prove it"
          description="A canary cookie opens each site before and must be refused afterwards."
          checked={replan.wishes.proof}
          onChange={(event) => replan.again({ proof: event.target.checked })}
        />
        <TextInput
          label="Waves"
          description="Sites per wave: 1, 5, 20%. The last one repeats. Empty: all at once."
          value={wavesText}
          onChange={(event) => setWaves(event.target.value)}
          error={'wrong' in waves ? waves.wrong : undefined}
        />
        <p className="quiet small preview">
          {'waves' in waves ? sayWaves(previewWaves(waves.waves, going.length)) : ''}
        </p>
        <TextInput
          label="Stop when more fail than"
          description="10% or a number; looked at after each wave. Empty: never."
          value={limitText}
          onChange={(event) => setLimit(event.target.value)}
          error={'wrong' in limit ? limit.wrong : undefined}
        />
        <NumberInput
          label="Sites at once"
          min={1}
          max={200}
          clampBehavior="strict"
          value={concurrency}
          onChange={(value) => typeof value === 'number' && setConcurrency(value)}
        />
        {rotates(run) && <Options options={run.options} replan={replan} />}
      </div>
      <div className="choices-end">
        <p className="second" aria-live="polite">
          {over ? sayEffect(run, logins, editing) : 'The button is free when every site was looked at.'}
        </p>
        {over && <Special sentences={special} />}
        <Button
          fullWidth
          size="md"
          h="auto"
          py={10}
          disabled={!ready}
          styles={{ label: { whiteSpace: 'normal' } }}
          onClick={() => (going.length > typedAbove ? setAsking(true) : void start())}
        >
          {starting ? 'Beginning…' : operations[run.operation].button(going.length)}
        </Button>
      </div>
      <ConfirmCount
        opened={asking}
        count={going.length}
        noun="sites"
        title={operations[run.operation].button(going.length)}
        effect={sayEffect(run, logins, editing)}
        special={special}
        onClose={() => setAsking(false)}
        onConfirm={() => {
          setAsking(false);
          void start();
        }}
      />
    </aside>
  );
}

function sayWaves(sizes: number[]): string {
  if (sizes.length < 2) return sizes.length === 0 ? '' : 'One wave.';
  const shown = sizes.slice(0, 5).map(number).join(', ');
  return `${number(sizes.length)} waves: ${shown}${sizes.length > 5 ? ', …' : ''}`;
}

function sayEffect({ operation }: RunSummary, logins: number, editing: number): string {
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
