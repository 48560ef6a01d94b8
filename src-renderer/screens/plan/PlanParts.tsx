import type { RunSummary } from '../../../src-main/contract/runs.ts';
import { useFleet } from '../../stores/fleet.ts';
import { plansWith } from '../../stores/incidents/of-run.ts';
import { hrefOf } from '../../stores/route.ts';
import { count } from '../../words/count.ts';
import { operationTitle } from '../../words/operation.ts';

/** The plans that were made together with this one, itself among them; none where it stands alone. */
export function usePlanParts(run: RunSummary): RunSummary[] {
  const runs = useFleet((state) => state.runs);
  if (!run.options.incident) return [];
  const plans = plansWith(run, runs);
  return plans.length > 1 ? plans : [];
}

/** A step of an incident may do several things: each has a plan of its own, and all are begun together. */
export function PlanParts({ run }: { run: RunSummary }) {
  const plans = usePlanParts(run);
  if (plans.length === 0) return null;
  return (
    <nav className="plan-parts" aria-label="All that this step does">
      <span className="second">This step does {count(plans.length, 'thing')}, each with its plan:</span>
      <ol>
        {plans.map(({ id, operation, count: sites }, at) => (
          <li key={id}>
            <a href={hrefOf({ screen: 'plan', run: id })} aria-current={id === run.id ? 'page' : undefined}>
              {at + 1}. {operationTitle(operation)} <span className="quiet small">{count(sites, 'site')}</span>
            </a>
          </li>
        ))}
      </ol>
    </nav>
  );
}
