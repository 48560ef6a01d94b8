import { memo, useRef } from 'react';
import { useKeys } from '../../components/keys.ts';
import { Name } from '../../components/Said.tsx';
import { StateTile } from '../../components/StateMark.tsx';
import type { Entry } from '../../stores/entries.ts';
import { toggled } from '../../stores/selection.ts';
import { choose } from '../../stores/view.ts';
import { serverOf } from '../../words/access.ts';
import { number } from '../../words/count.ts';

interface TilesProps {
  entries: Entry[];
  groupBy: 'client' | 'server';
  current: string | null;
  onCurrent(id: string): void;
  onOpen(entry: Entry): void;
  selection: string[];
}

const collator = new Intl.Collator('en', { numeric: true });

function grouped(entries: Entry[], by: TilesProps['groupBy']): [string, Entry[]][] {
  const groups = new Map<string, Entry[]>();
  for (const entry of entries) {
    const name = by === 'server' ? serverOf(entry.row.site) : (entry.row.site.client ?? 'No client');
    const group = groups.get(name);
    if (group) group.push(entry);
    else groups.set(name, [entry]);
  }
  return [...groups].sort(([a], [b]) => collator.compare(a, b));
}

/** Every site as a small tile, so that 2,000 of them fit on one screen. */
export function FleetTiles({ entries, groupBy, current, onCurrent, onOpen, selection }: TilesProps) {
  const box = useRef<HTMLElement>(null);
  const groups = grouped(entries, groupBy);
  const order = groups.flatMap(([, group]) => group);
  const at = order.findIndex((entry) => entry.id === current);
  const chosen = new Set(selection);
  const move = (to: number): void => {
    const entry = order[Math.max(0, Math.min(order.length - 1, to))];
    if (!entry) return;
    onCurrent(entry.id);
    box.current?.querySelector(`[data-id="${entry.id}"]`)?.scrollIntoView({ block: 'nearest' });
  };
  const there = order[at];
  useKeys({
    j: () => move(at + 1),
    k: () => move(at - 1),
    arrowright: () => move(at + 1),
    arrowleft: () => move(at - 1),
    arrowdown: () => move(at + 1),
    arrowup: () => move(at - 1),
    enter: there ? () => onOpen(there) : undefined,
    x: there ? () => choose(toggled(selection, there.id)) : undefined,
  });
  const size = entries.length > 1200 ? 'small' : entries.length > 300 ? 'middle' : 'large';
  return (
    <section ref={box} className={`tiles tiles-${size}`} aria-label="Sites as tiles">
      {groups.map(([name, group]) => (
        <section key={name} className="tile-group">
          <h2>
            <Name text={name} /> <span className="quiet small">{number(group.length)}</span>
          </h2>
          <div className="tile-field">
            {group.map((entry) => (
              <Tile
                key={entry.id}
                entry={entry}
                current={entry.id === current}
                chosen={chosen.has(entry.id)}
                onCurrent={onCurrent}
                onOpen={onOpen}
              />
            ))}
          </div>
        </section>
      ))}
    </section>
  );
}

interface TileProps {
  entry: Entry;
  current: boolean;
  chosen: boolean;
  onCurrent(id: string): void;
  onOpen(entry: Entry): void;
}

const Tile = memo(
  function Tile({ entry, current, chosen, onCurrent, onOpen }: TileProps) {
    return (
      <button
        type="button"
        tabIndex={current ? 0 : -1}
        className={`site-tile${current ? ' current' : ''}${chosen ? ' chosen' : ''}`}
        aria-pressed={chosen}
        aria-label={`${entry.name}: ${entry.state.word}`}
        title={`${entry.name}: ${entry.state.sentence}`}
        data-id={entry.id}
        onClick={() => onCurrent(entry.id)}
        onDoubleClick={() => onOpen(entry)}
      >
        <StateTile tone={entry.state.tone} />
      </button>
    );
  },
  (a, b) => a.entry === b.entry && a.current === b.current && a.chosen === b.chosen,
);
