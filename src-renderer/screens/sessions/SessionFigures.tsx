import { useMemo } from 'react';
import { Figure, Figures } from '../../components/Figures.tsx';
import type { SessionFilter } from '../../stores/sessions/filter.ts';
import type { Grouping } from '../../stores/sessions/groups.ts';
import type { Shown } from '../../stores/sessions/shown.ts';
import { summary } from '../../stores/sessions/summary.ts';
import { narrow, showAll, useSessionView } from '../../stores/sessions/view.ts';
import { number } from '../../words/count.ts';

interface SessionFiguresProps {
  shown: Shown;
  version: number;
}

/** All that is known in six figures; each filters or groups when clicked, and takes that back when clicked once more. */
export function SessionFigures({ shown, version }: SessionFiguresProps) {
  const { filter, group } = useSessionView();
  const { table, now } = shown;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a table that grows keeps its identity, the version tells
  const sum = useMemo(() => summary(table, now), [table, version, now]);
  const grouping = (by: Grouping) => ({
    pressed: group === by,
    onClick: () => useSessionView.setState({ group: group === by ? null : by }),
  });
  const narrowing = (on: boolean, change: Partial<SessionFilter>, back: Partial<SessionFilter>) => ({
    pressed: on,
    onClick: () => narrow(on ? back : change),
  });
  const silent = table.sites.filter(({ failure }) => failure !== null).length;
  return (
    <Figures label="The logins in figures">
      <Figure
        value={number(sum.stored)}
        label="Stored logins"
        note={sum.expired > 0 ? `${number(sum.expired)} expired; show all` : 'show all'}
        onClick={showAll}
      />
      <Figure value={number(sum.people)} label="People" note="group by person" {...grouping('person')} />
      <Figure
        value={number(sum.sites)}
        label="Sites with logins"
        note={silent > 0 ? `${number(silent)} did not answer` : 'group by site'}
        {...grouping('site')}
      />
      <Figure
        value={number(sum.flagged)}
        label="Flagged"
        note={sum.worst > 0 ? `${number(sum.worst)} urgent` : ''}
        loudNote={sum.worst > 0}
        {...(sum.flagged > 0 ? { tone: sum.worst > 0 ? ('danger' as const) : ('look' as const) } : {})}
        {...narrowing(filter.flag === 'any', { flag: 'any' }, { flag: null })}
      />
      <Figure value={number(sum.countries)} label="Countries" note="group by country" {...grouping('country')} />
      <Figure
        value={number(sum.fresh)}
        label="New since yesterday"
        note="first seen in 24 hours"
        {...narrowing(filter.fresh, { fresh: true }, { fresh: false })}
      />
    </Figures>
  );
}
