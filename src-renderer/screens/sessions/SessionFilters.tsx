import { useMemo } from 'react';
import type { SessionFilter } from '../../stores/sessions/filter.ts';
import type { Shown } from '../../stores/sessions/shown.ts';
import { facetsOf } from '../../stores/sessions/summary.ts';
import { narrow } from '../../stores/sessions/view.ts';
import { number } from '../../words/count.ts';
import { countryName } from '../../words/country.ts';
import { flagTitles } from '../../words/sessions.ts';

interface Choice {
  value: SessionFilter[keyof SessionFilter];
  title: string;
  count?: number;
}
interface FacetProps {
  title: string;
  part: keyof SessionFilter;
  filter: SessionFilter;
  choices: Choice[];
}

const most = 8;

/** One way of narrowing: each choice is a switch with how many it would leave. */
function Facet({ title, part, filter, choices }: FacetProps) {
  const there = choices.some(({ value }) => value === filter[part]);
  const none = part === 'fresh' || part === 'gone' ? false : null;
  const all =
    there || filter[part] === none ? choices : [{ value: filter[part], title: String(filter[part]) }, ...choices];
  if (all.length === 0) return null;
  return (
    <fieldset className="facet">
      <legend>{title}</legend>
      {all.slice(0, 60).map(({ value, title: said, count }) => {
        const on = filter[part] === value;
        return (
          <button
            key={String(value)}
            type="button"
            className="facet-choice inner-focus"
            aria-pressed={on}
            onClick={() => narrow({ [part]: on ? none : value })}
          >
            <span className="facet-sign" aria-hidden="true">
              {on ? '×' : ''}
            </span>
            <bdi className="name grow">{said}</bdi>
            {count !== undefined && <span className="quiet">{number(count)}</span>}
          </button>
        );
      })}
    </fieldset>
  );
}

const ages: Choice[] = [1, 7, 14, 30].map((days) => ({
  value: days,
  title: `Older than ${days === 1 ? 'a day' : `${days} days`}`,
}));

interface SessionFiltersProps {
  /** What the counts are of; it may be a moment behind. */
  shown: Shown;
  filter: SessionFilter;
  alone: boolean;
}

/** What the sessions can be narrowed to, at the left. */
export function SessionFilters({ shown, filter, alone }: SessionFiltersProps) {
  const { table, rows } = shown;
  const facets = useMemo(() => facetsOf(table, rows), [table, rows]);
  const countries = useMemo(
    () =>
      [...shown.byCountry()]
        .map((count, at) => ({ value: table.countries.names[at] ?? '', count }))
        .filter(({ count }) => count > 0)
        .sort((a, b) => b.count - a.count)
        .map(({ value, count }) => ({ value, count, title: countryName(value) })),
    [table, shown],
  );
  const flags = facets.flags.map(([value, count]) => ({
    ...{ value: value as SessionFilter['flag'], count },
    title: flagTitles[value as keyof typeof flagTitles] ?? value,
  }));
  const any = { value: 'any', title: 'Any but expired' };
  const named = (counts: [string, number][]) =>
    counts.slice(0, most).map(([value, count]) => ({ value, title: value, count }));
  return (
    <section className="facets" aria-label="Filters">
      <Facet title="Flags" part="flag" filter={filter} choices={flags.length > 0 ? [any, ...flags] : []} />
      <Facet title="Countries" part="country" filter={filter} choices={countries} />
      <Facet title="Roles" part="role" filter={filter} choices={named(facets.roles)} />
      {!alone && <Facet title="Clients" part="client" filter={filter} choices={named(facets.clients)} />}
      <Facet title="Age" part="olderThanDays" filter={filter} choices={ages} />
      <Facet
        title="Validity"
        part="expired"
        filter={filter}
        choices={[
          { value: false, title: 'Not expired' },
          { value: true, title: 'Expired' },
        ]}
      />
      <Facet title="Appeared" part="fresh" filter={filter} choices={[{ value: true, title: 'New since yesterday' }]} />
      <Facet title="Gone" part="gone" filter={filter} choices={[{ value: true, title: 'Show those that are gone' }]} />
    </section>
  );
}
