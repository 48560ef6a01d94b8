import type { RunSite } from '../../../src-main/contract/runs.ts';
import { Name } from '../../components/Said.tsx';
import { StateMark, StateTile } from '../../components/StateMark.tsx';
import { doNext, nextFor } from '../../stores/next-action.ts';
import { hrefOf } from '../../stores/route.ts';
import { count } from '../../words/count.ts';
import { failureTitles, nextActionLabels } from '../../words/failure.ts';
import { plain } from '../../words/plain.ts';
import { loginsOf } from '../../words/plan.ts';

interface PlanSiteProps {
  /** Whether every sentence of what will happen is to be read, warnings or not. */
  whole: boolean;
  run: string;
  row: RunSite;
  /** null where it can't go in. */
  included: boolean | null;
  onToggle(siteId: string): void;
}

/** One site of the plan: what is the matter and what to do, or what will be done. */
export function PlanSite({ whole, run, row, included, onToggle }: PlanSiteProps) {
  const logins = loginsOf(row);
  return (
    <div className={included === false ? 'plan-site left-out' : 'plan-site'}>
      <div className="plan-check">
        {included !== null && (
          <input
            type="checkbox"
            className="plain-check"
            aria-label={`Include ${row.site}`}
            checked={included}
            onChange={() => onToggle(row.siteId)}
          />
        )}
      </div>
      <div className="plan-name">
        <a className="plain" href={hrefOf({ screen: 'site', name: row.site })}>
          <Name text={row.site} strong />
        </a>
        {row.client !== null && (
          <span className="quiet small">
            <Name text={row.client} />
          </span>
        )}
      </div>
      <div className="plan-what">
        {row.warnings.map((warning) => (
          <p key={warning.text} className="plan-warning">
            <StateTile tone="look" />
            <bdi>{warning.text}</bdi>
          </p>
        ))}
        {row.failure && <Refusal run={run} row={row} />}
        {!row.failure && (whole ? <Sentences row={row} /> : row.warnings.length === 0 && <Will row={row} />)}
      </div>
      <div className="plan-logins quiet">{logins === null ? '' : count(logins, 'login')}</div>
    </div>
  );
}

function Will({ row }: { row: RunSite }) {
  const text = row.plan.join(' ');
  return (
    <p className="plan-will second" title={text}>
      <bdi>{text}</bdi>
    </p>
  );
}

const mostSentences = 12;

/** What will happen to each thing: of a closing operation nothing is folded into a line. */
function Sentences({ row: { plan } }: { row: RunSite }) {
  if (plan.length === 0) return <p className="quiet">Nothing is to be done here: it is so already.</p>;
  return (
    <ul className="plan-sentences">
      {plan.slice(0, mostSentences).map((sentence) => (
        <li key={sentence}>
          <bdi>{plain(sentence, 600)}</bdi>
        </li>
      ))}
      {plan.length > mostSentences && <li className="quiet">and {plan.length - mostSentences} more</li>}
    </ul>
  );
}

function Refusal({ run, row }: { run: string; row: RunSite }) {
  const { failure } = row;
  const action = nextFor(row);
  if (!failure) return null;
  const loud = failure.code === 'HOST_KEY_CHANGED';
  return (
    <div className="plan-refusal">
      <p className="grow">
        {loud ? (
          <StateMark tone="danger" word={failureTitles[failure.code]} loud />
        ) : (
          row.outcome !== 'skipped' && <strong>{failureTitles[failure.code]}.</strong>
        )}{' '}
        <bdi>{failure.message}</bdi>
      </p>
      {action !== null && action !== 'retry' && action !== 'settle' && (
        <button type="button" className="quiet-button" onClick={() => void doNext(action, row.site, run)}>
          {nextActionLabels[action]}
        </button>
      )}
    </div>
  );
}
