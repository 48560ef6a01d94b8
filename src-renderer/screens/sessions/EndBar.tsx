import { Button, Menu } from '@mantine/core';
import { Hints } from '../../components/Hints.tsx';
import { Key } from '../../components/Said.tsx';
import { save } from '../../components/save.ts';
import { chooseNone, useChosen } from '../../stores/sessions/chosen.ts';
import { allShown, type Ending, exactly, inWords, mostExact, planEnding } from '../../stores/sessions/ending.ts';
import { asking } from '../../stores/sessions/filter.ts';
import { tallier } from '../../stores/sessions/groups.ts';
import type { Shown } from '../../stores/sessions/shown.ts';
import { count, number } from '../../words/count.ts';
import { sayReach } from '../../words/sessions.ts';
import { sessionsCsv, sessionsJson } from '../../words/sessions-export.ts';

const plan = (ending: Ending | null): void => {
  if (ending) void planEnding(ending);
};
const tooMany = `At most ${number(mostExact)} at once where they must be named one by one: narrow the filter.`;

/** What can be done with the chosen sessions, or with all that are shown. Each way leads to its plan first. */
export function EndBar({ shown }: { shown: Shown }) {
  const chosen = useChosen((state) => state.rows);
  const { table, rows, filter } = shown;
  if (chosen.size === 0) return <AllShown shown={shown} />;
  const mine = Int32Array.from(chosen);
  const { people, sites } = tallier(table)(mine);
  const inSight = rows.reduce((sum, row) => sum + (chosen.has(row) ? 1 : 0), 0);
  const others = rows.length - inSight;
  const hidden = chosen.size - inSight;
  const all = asking(filter).length === 0;
  return (
    <section className="action-bar" aria-label="Chosen sessions">
      <strong>{count(chosen.size, 'login')} chosen</strong>
      <span className="second end-reach">
        of {count(people, 'person', 'people')} on {count(sites, 'site')}
        {hidden > 0 && <span className="ink-look">, {number(hidden)} not shown by the filter</span>}
      </span>
      <span className="grow" />
      <Button variant="default" onClick={chooseNone} rightSection={<Key>Esc</Key>}>
        Choose none
      </Button>
      {others > 0 && inSight > 0 && (
        <Button
          variant="default"
          title={`All that ${all ? 'are known' : 'the filter shows'} but the chosen ones`}
          onClick={() =>
            plan(allShown(table, filter, rows, chosen, { what: `everyone else’s ${count(others, 'login')}` }))
          }
        >
          End everyone else’s {number(others)}…
        </Button>
      )}
      <Button
        disabled={chosen.size > mostExact}
        title={chosen.size > mostExact ? tooMany : ''}
        onClick={() => plan(exactly(table, chosen, { what: count(chosen.size, 'login') }))}
      >
        End {count(chosen.size, 'login')}…
      </Button>
    </section>
  );
}

const none: ReadonlySet<number> = new Set();

const hints: [string, string][] = [
  ['j k', 'move'],
  ['x', 'choose'],
  ['Shift ↓', 'a range'],
  ['a', 'all shown'],
  ['Enter', 'open'],
  ['/', 'filter'],
  ['Esc', 'back'],
];

/** What can be done with all that is shown, where nothing is chosen. */
function AllShown({ shown }: { shown: Shown }) {
  const { table, rows, filter } = shown;
  const end = (): void => {
    const { people, sites } = tallier(table)(rows);
    plan(allShown(table, filter, rows, none, { what: sayReach(rows.length, people, sites) }));
  };
  return (
    <Hints hints={hints}>
      <span className="grow" />
      <Menu>
        <Menu.Target>
          <Button variant="default" disabled={rows.length === 0}>
            Export {number(rows.length)}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => save('sessions.json', 'application/json', sessionsJson(table, rows))}>
            JSON
          </Menu.Item>
          <Menu.Item onClick={() => save('sessions.csv', 'text/csv', sessionsCsv(table, rows))}>
            CSV, for a spreadsheet
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {!filter.gone && (
        <Button
          variant="default"
          disabled={rows.length === 0 || !endable(shown)}
          title={endable(shown) ? '' : tooMany}
          onClick={end}
        >
          End all {number(rows.length)} shown…
        </Button>
      )}
    </Hints>
  );
}

/** Whether all that is shown can be asked for in one call: named one by one, or in the filter's own words. */
const endable = ({ table, filter, rows }: Shown): boolean =>
  rows.length <= mostExact || inWords(table, filter) !== null;
