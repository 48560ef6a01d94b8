import type { IncidentSummary } from '../../../src-main/contract/incidents.ts';
import { Figure, Figures } from '../../components/Figures.tsx';
import { type Entry, figureTests, grave } from '../../stores/entries.ts';
import { useIncidents } from '../../stores/incidents/list.ts';
import { type FigureName, noFilter, setFilter, useView } from '../../stores/view.ts';
import { count, number } from '../../words/count.ts';
import { expiredOf, loggedIn } from '../../words/logins.ts';
import { oldAfterDays, reachable } from '../../words/site-state.ts';
import { timeOfDay } from '../../words/time.ts';

function tally(entries: Entry[]) {
  const sum = {
    reached: 0,
    unreached: 0,
    unseen: 0,
    logins: 0,
    expired: 0,
    untold: 0,
    administrators: 0,
    newAdministrators: 0,
    grave: 0,
    unaudited: 0,
    editing: 0,
    oldest: '',
  };
  for (const entry of entries) {
    const reached = reachable(entry);
    if (reached) sum.reached++;
    else if (reached === false) sum.unreached++;
    const { audit, inspection: seen } = entry.row;
    sum.grave += grave(entry.row);
    sum.newAdministrators += audit?.drift.newAdministrators ?? 0;
    sum.administrators += (audit?.lookedAt ? audit.administrators : seen?.administrators) ?? 0;
    if (!audit?.lookedAt) sum.unaudited++;
    if (!seen) {
      sum.unseen++;
      continue;
    }
    sum.logins += loggedIn(seen.sessions);
    sum.expired += expiredOf(seen.sessions);
    if (seen.sessions.live === null && seen.sessions.count > 0) sum.untold++;
    sum.editing += seen.editingNow;
    if (sum.oldest === '' || seen.at < sum.oldest) sum.oldest = seen.at;
  }
  return sum;
}

function sayRest({ expired, untold, unseen, oldest }: ReturnType<typeof tally>): string {
  if (untold > 0) return `with expired ones on ${count(untold, 'site')}`;
  if (expired > 0) return `${number(expired)} more expired`;
  return unseen > 0 ? '' : oldest && `as of ${timeOfDay(oldest)} or later`;
}

const total = (all: readonly IncidentSummary[], of: (one: IncidentSummary) => number): number =>
  all.reduce((sum, one) => sum + of(one), 0);

/** The fleet in figures; each one filters when clicked, and shows everything again when clicked once more. */
export function FleetFigures({ entries }: { entries: Entry[] }) {
  const figure = useView((state) => state.filter.figure);
  const sum = tally(entries);
  const all = useIncidents(({ all }) => all) ?? [];
  const incidents = all.filter(({ closedAt }) => closedAt === null).length;
  // Looks go on at incidents that are closed.
  const [alerts, due] = [total(all, ({ alerts }) => alerts), total(all, ({ due = 0 }) => due)];
  const n = (name: FigureName): number => entries.filter(figureTests[name]).length;
  const toggle = (name: FigureName) => ({
    pressed: figure === name,
    onClick: () => setFilter({ figure: figure === name ? null : name }),
  });
  const of = sum.unseen > 0 ? `${count(sum.unseen, 'site')} not read yet` : '';
  const needYou = n('need-you');
  const loud = entries.some(({ state }) => state.tone === 'danger');
  return (
    <Figures label="The fleet in figures">
      <Figure value={number(entries.length)} label="Sites" note="show all" onClick={() => setFilter(noFilter)} />
      <Figure
        value={number(needYou)}
        label="Need you"
        {...(needYou > 0 ? { tone: loud ? 'danger' : 'look' } : {})}
        note={loud ? 'failed or uncertain' : ''}
        {...toggle('need-you')}
      />
      <Figure
        value={number(sum.reached)}
        label="Reachable"
        note={sum.unreached > 0 ? `${number(sum.unreached)} did not answer` : ''}
        {...toggle('unreached')}
      />
      <Figure value={number(sum.logins)} label="Live logins" note={sayRest(sum) || of} {...toggle('logins')} />
      <Figure
        value={number(sum.newAdministrators)}
        label="New administrators"
        note={`of ${number(sum.administrators)}, since the last look`}
        {...(sum.newAdministrators > 0 ? { tone: 'danger' as const } : {})}
        {...toggle('new-administrators')}
      />
      <Figure
        value={number(sum.grave)}
        label="Grave findings"
        note={sum.unaudited > 0 ? `${count(sum.unaudited, 'site')} not audited` : ''}
        {...(sum.grave > 0 ? { tone: 'danger' as const } : {})}
        {...toggle('findings')}
      />
      {incidents + alerts + due > 0 && (
        <Figure
          value={number(incidents)}
          label={incidents === 1 ? 'Open incident' : 'Open incidents'}
          note={
            alerts > 0
              ? count(alerts, 'alert')
              : due > 0
                ? `${count(due, 'look')} due`
                : `on ${count(n('incidents'), 'site')}`
          }
          loudNote={alerts + due > 0}
          tone={alerts + due > 0 ? 'danger' : 'look'}
          {...toggle('incidents')}
        />
      )}
      <Figure value={number(sum.editing)} label="Editing when seen" {...toggle('editing')} />
      <Figure
        value={number(n('old'))}
        label="Old salts"
        note={`over ${oldAfterDays} days or never`}
        {...toggle('old')}
      />
    </Figures>
  );
}
