import { useEffect } from 'react';
import { go, narrowAddress } from '../../stores/route.ts';
import { leaveEnding } from '../../stores/sessions/ending.ts';
import { filterOfQuery, queryOf } from '../../stores/sessions/filter.ts';
import type { Grouping } from '../../stores/sessions/groups.ts';
import { useSessionView } from '../../stores/sessions/view.ts';
import { SessionFigures } from './SessionFigures.tsx';
import { Sessions } from './Sessions.tsx';

interface SessionsScreenProps {
  /** What a link narrows the sessions to; null leaves them as they were. */
  query: string | null;
  /** The list of people is the sessions by person. */
  group: Grouping | null;
}

/**
 * Every login of the fleet. The address follows the filter, so that it can be copied and opens the same view; but for e-mail
 * and other addresses of people, which stay out of it.
 */
export function SessionsScreen({ query, group }: SessionsScreenProps) {
  const view = useSessionView();
  useEffect(() => {
    // What the address does not say of the filter that is there is not asked to go.
    if (query === null || query === queryOf(useSessionView.getState().filter)) return;
    leaveEnding();
    useSessionView.setState({ filter: filterOfQuery(query) });
  }, [query]);
  const { filter } = view;
  useEffect(() => {
    if (group !== null) return;
    // A browser refuses to be told more often than some times a second.
    const timer = setTimeout(() => {
      const said = queryOf(filter);
      narrowAddress(said ? { screen: 'sessions', query: said } : { screen: 'sessions' });
    }, 300);
    return () => clearTimeout(timer);
  }, [filter, group]);
  return (
    <Sessions
      fixed={nothing}
      by={group ?? view.group}
      canGroup={group === null}
      back={() => go({ screen: 'fleet' })}
      head={(shown, version) => <SessionFigures shown={shown} version={version} />}
    />
  );
}
const nothing = {};
