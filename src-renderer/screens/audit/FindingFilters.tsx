import { memo, useMemo } from 'react';
import { severities } from '../../../src-main/contract/findings.ts';
import { useSettled } from '../../components/settled.ts';
import type { FindingFilter } from '../../stores/audit/filter.ts';
import { facet } from '../../stores/audit/rows.ts';
import type { ShownFindings } from '../../stores/audit/shown.ts';
import { narrow } from '../../stores/audit/view.ts';
import { checkTitle } from '../../words/audit.ts';
import { capital, number } from '../../words/count.ts';

interface FacetProps {
  title: string;
  part: keyof FindingFilter;
  filter: FindingFilter;
  choices: { value: FindingFilter[keyof FindingFilter]; title: string; count: number }[];
}
const most = 10;

/** One way of narrowing: each choice is a switch with how many it would leave. */
function Facet({ title, part, filter, choices }: FacetProps) {
  const none = part === 'accepted' || part === 'fresh' ? false : null;
  const chosen = filter[part];
  const gone = chosen !== none && !choices.some(({ value }) => value === chosen);
  const all = gone ? [{ value: chosen, title: String(chosen), count: 0 }, ...choices] : choices;
  if (all.length === 0) return null;
  return (
    <fieldset className="facet">
      <legend>{title}</legend>
      {all.map(({ value, title: said, count }) => {
        const on = chosen === value;
        return (
          <button
            key={String(value)}
            type="button"
            className="facet-choice inner-focus"
            aria-pressed={on}
            title={said}
            onClick={() => narrow({ [part]: on ? none : value })}
          >
            <span className="facet-sign" aria-hidden="true">
              {on ? '×' : ''}
            </span>
            <bdi className="name grow">{said}</bdi>
            <span className="quiet">{number(count)}</span>
          </button>
        );
      })}
    </fieldset>
  );
}

/** What the findings can be narrowed to, at the left. The counts follow a moment after the table. */
export const FindingFilters = memo(function FindingFilters({ shown, alone }: { shown: ShownFindings; alone: boolean }) {
  const { filter, all } = shown;
  const settled = useSettled(shown, 140);
  const facets = useMemo(() => {
    const of = (part: 'check' | 'client' | 'tag' | 'site') =>
      facet(settled.all, settled.filter, part).map(([value, count]) => ({ value, count, title: value }));
    const bySeverity = new Map(facet(settled.all, settled.filter, 'severity'));
    return {
      severity: severities.flatMap((value) => {
        const count = bySeverity.get(value) ?? 0;
        return count > 0 ? [{ value, count, title: capital(value) }] : [];
      }),
      check: of('check').map((choice) => ({ ...choice, title: checkTitle(choice.value) })),
      client: of('client').slice(0, most),
      tag: of('tag').slice(0, most),
      site: of('site').slice(0, most),
    };
  }, [settled]);
  const accepted = all.reduce((sum, { finding }) => sum + (finding.accepted ? 1 : 0), 0);
  return (
    <section className="facets" aria-label="Filters">
      <Facet title="Severity" part="severity" filter={filter} choices={facets.severity} />
      <Facet title="Problem" part="check" filter={filter} choices={facets.check} />
      {!alone && <Facet title="Clients" part="client" filter={filter} choices={facets.client} />}
      {!alone && <Facet title="Tags" part="tag" filter={filter} choices={facets.tag} />}
      {!alone && <Facet title="Sites" part="site" filter={filter} choices={facets.site} />}
      {(accepted > 0 || filter.accepted) && (
        <Facet
          title="Accepted"
          part="accepted"
          filter={filter}
          choices={[{ value: true, title: 'Show accepted ones', count: accepted }]}
        />
      )}
    </section>
  );
});
