import { type ReactNode, useState } from 'react';
import { FailureNote } from '../../components/FailureNote.tsx';
import { Grid } from '../../components/Grid.tsx';
import type { Column } from '../../components/GridHead.tsx';
import { Hints } from '../../components/Hints.tsx';
import { useKeys } from '../../components/keys.ts';
import type { Kept } from '../../stores/audit/kept.ts';
import '../sessions/sessions.css';
import './audit.css';

interface KeptListProps<Row> {
  label: string;
  kept: Kept<Row>;
  idOf(row: Row): string;
  columns: Column<Row>[];
  /** What stands above: what is in this list, and what it means. */
  about: ReactNode;
  empty: string;
  /** What can be done with the chosen ones. */
  bar(chosen: Row[], none: () => void): ReactNode;
  back(): void;
}

/** A list that the engine keeps: read, chosen from, and acted on by a bar below. */
export function KeptList<Row>({ label, kept, idOf, columns, about, empty, bar, back }: KeptListProps<Row>) {
  const [current, setCurrent] = useState<string | null>(null);
  const [chosen, setChosen] = useState<string[]>([]);
  const none = (): void => setChosen([]);
  useKeys({ escape: () => (chosen.length > 0 ? none() : back()) });
  const { rows, failure, again } = kept;
  const mine = (rows ?? []).filter((row) => chosen.includes(idOf(row)));
  return (
    <>
      {failure && (
        <FailureNote failure={failure} doing="read this list">
          <button type="button" className="quiet-button" onClick={again}>
            Read again
          </button>
        </FailureNote>
      )}
      <p className="known-note second">{about}</p>
      <div className="sessions kept-list">
        <div className="sessions-list">
          <Grid
            label={label}
            rows={rows ?? []}
            idOf={idOf}
            columns={columns}
            current={current}
            onCurrent={setCurrent}
            selection={chosen}
            onSelection={setChosen}
          >
            <p className="empty quiet">{rows === null ? (failure ? 'Not read.' : 'Reading…') : empty}</p>
          </Grid>
        </div>
      </div>
      {mine.length === 0 ? <Hints hints={hints} /> : bar(mine, none)}
    </>
  );
}

const hints: [string, string][] = [
  ['j k', 'move'],
  ['x', 'choose'],
  ['Shift ↓', 'a range'],
  ['a', 'all'],
  ['Esc', 'back'],
];
