import type { RunSite, RunSummary, StepRecord } from '../../../src-main/contract/runs.ts';
import { Key, Name } from '../../components/Said.tsx';
import { StateMark, StateTile } from '../../components/StateMark.tsx';
import { doNext, nextFor } from '../../stores/next-action.ts';
import { hrefOf } from '../../stores/route.ts';
import type { Tone } from '../../theme/palette.ts';
import { nextActionLabels, titleOf } from '../../words/failure.ts';
import { sayProof, sayRunSite } from '../../words/outcome.ts';
import { provenBy } from '../../words/run.ts';
import { duration, timeOfDay } from '../../words/time.ts';
import { Deeds } from './Deeds.tsx';

const stepTones: Record<StepRecord['outcome'], Tone> = {
  ok: 'proven',
  failed: 'danger',
  skipped: 'unknown',
  uncertain: 'danger',
};

/** Everything that happened on one site in this run. */
export function RunSiteDetail({ run, row, onClose }: { run: RunSummary; row: RunSite; onClose(): void }) {
  const next = nextFor(row);
  return (
    <>
      <div className="side-title detail-head">
        <a className="plain grow" href={hrefOf({ screen: 'site', name: row.site })}>
          <Name text={row.site} strong />
        </a>
        <button type="button" className="quiet-button" onClick={onClose}>
          Back <Key>Esc</Key>
        </button>
      </div>
      <div className="detail">
        <StateMark {...sayRunSite(row)} />
        {row.failure && (
          <p>
            <strong>{titleOf(row.failure)}. </strong>
            <bdi>{row.failure.message}</bdi>
          </p>
        )}
        {next !== null && run.state === 'finished' && (
          <button type="button" className="quiet-button" onClick={() => void doNext(next, row.site, run.id)}>
            {nextActionLabels[next]}
          </button>
        )}
        {row.warnings.map((warning) => (
          <p key={warning.text} className="plan-warning">
            <StateTile tone="look" />
            <bdi>{warning.text}</bdi>
          </p>
        ))}
        {row.deeds && row.deeds.length > 0 && <Deeds deeds={row.deeds} />}
        <h3>Steps</h3>
        <ol className="detail-steps">
          {row.steps.map((step, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: steps are only ever added
            <li key={index}>
              <StateTile tone={stepTones[step.outcome]} label={step.outcome} />
              <span className="grow">{step.name}</span>
              <span className="quiet">{duration(step.ms)}</span>
            </li>
          ))}
          {row.step !== null && (
            <li className="ink-work">
              <StateTile tone="work" label="in work" />
              {row.step}
            </li>
          )}
          {row.steps.length === 0 && row.step === null && <li className="quiet">None yet.</li>}
        </ol>
        <Effects run={run} row={row} />
      </div>
    </>
  );
}

function Effects({ run, row }: { run: RunSummary; row: RunSite }) {
  const proof = sayProof(row.proof);
  return (
    <dl className="facts">
      {row.salts && (
        <>
          <dt>Salts</dt>
          <dd>
            {row.salts.rotated} of 8 rotated in <bdi>{row.salts.place}</bdi>
          </dd>
          <dt>Fingerprint</dt>
          <dd className="mono">
            {row.salts.fingerprintBefore ?? 'unknown'} → {row.salts.fingerprintAfter ?? 'unknown'}
          </dd>
        </>
      )}
      {row.sessions && (
        <>
          <dt>Logins</dt>
          <dd>
            {row.sessions.before} before, {row.sessions.after} after
          </dd>
        </>
      )}
      {proof && row.proof && (
        <>
          <dt>{provenBy(run)}</dt>
          <dd>
            <StateMark {...proof} /> {proof.figures}
            {row.proof.at !== null && <> at {timeOfDay(row.proof.at)}</>}
            {row.proof.why !== null && <bdi className="second block">{row.proof.why}</bdi>}
          </dd>
        </>
      )}
      {row.attempt > 1 && (
        <>
          <dt>Attempt</dt>
          <dd>{row.attempt}</dd>
        </>
      )}
    </dl>
  );
}
