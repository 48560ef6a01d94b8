import { memo, useRef } from 'react';
import { useKeys } from '../../components/keys.ts';
import { nextTile, type Place } from '../../components/next-tile.ts';
import { Name } from '../../components/Said.tsx';
import { StateTile } from '../../components/StateMark.tsx';
import { useSelecting } from '../../components/selecting.ts';
import type { Entry } from '../../stores/entries.ts';
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

function placesIn(box: HTMLElement | null): Place[] {
  return [...(box?.querySelectorAll<HTMLElement>('[data-id]') ?? [])].map((each) => {
    const { left, top, width, height } = each.getBoundingClientRect();
    return { id: each.dataset.id ?? '', left, top, width, height };
  });
}

/** Every site as a small tile, so that 2,000 of them fit on one screen. */
export function FleetTiles({ entries, groupBy, current, onCurrent, onOpen, selection }: TilesProps) {
  const box = useRef<HTMLElement>(null);
  const groups = grouped(entries, groupBy);
  const order = groups.flatMap(([, group]) => group);
  const at = order.findIndex((entry) => entry.id === current);
  const chosen = new Set(selection);
  const selecting = useSelecting({
    ids: () => order.map(({ id }) => id),
    current,
    onCurrent,
    selection,
    onSelection: choose,
  });
  const tile = (id: string) => box.current?.querySelector<HTMLElement>(`[data-id="${id}"]`);
  const move = (id: string | null | undefined, extend: boolean): void => {
    const to = current === null || at < 0 ? order[0]?.id : id;
    if (!to) return;
    selecting.step(to, extend);
    tile(to)?.scrollIntoView({ block: 'nearest' });
  };
  const aside = (by: number) => (event: KeyboardEvent) => move(order[at + by]?.id, event.shiftKey);
  const row = (way: 'up' | 'down') => (event: KeyboardEvent) =>
    move(current && nextTile(placesIn(box.current), current, way), event.shiftKey);
  const there = order[at];
  useKeys({
    j: row('down'),
    arrowdown: row('down'),
    k: row('up'),
    arrowup: row('up'),
    arrowright: aside(1),
    arrowleft: aside(-1),
    home: (event) => move(order[0]?.id, event.shiftKey),
    end: (event) => move(order.at(-1)?.id, event.shiftKey),
    enter: there ? () => onOpen(there) : undefined,
    x: there ? () => selecting.choose(there.id, false) : undefined,
    a: selecting.all,
  });
  const handlers = useRef({ choose: selecting.choose, step: selecting.step, onOpen });
  handlers.current = { choose: selecting.choose, step: selecting.step, onOpen };
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
                handlers={handlers}
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
  handlers: React.RefObject<{
    choose(id: string, range: boolean): void;
    step(id: string, extend: boolean): void;
    onOpen(entry: Entry): void;
  }>;
}

const Tile = memo(
  function Tile({ entry, current, chosen, handlers }: TileProps) {
    return (
      <button
        type="button"
        tabIndex={current ? 0 : -1}
        className={`site-tile${current ? ' current' : ''}${chosen ? ' chosen' : ''}`}
        aria-pressed={chosen}
        aria-label={`${entry.name}: ${entry.state.word}`}
        title={`${entry.name}: ${entry.state.sentence}`}
        data-id={entry.id}
        onClick={({ shiftKey }) =>
          shiftKey ? handlers.current.choose(entry.id, true) : handlers.current.step(entry.id, false)
        }
        onDoubleClick={() => handlers.current.onOpen(entry)}
      >
        <StateTile tone={entry.state.tone} />
      </button>
    );
  },
  (a, b) => a.entry === b.entry && a.current === b.current && a.chosen === b.chosen,
);
