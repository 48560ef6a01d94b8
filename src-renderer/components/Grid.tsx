// biome-ignore-all lint/a11y/useSemanticElements: a virtual list can't be made of table elements
import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useId, useRef } from 'react';
import { type Column, GridHead } from './GridHead.tsx';
import { GridRow, type RowHandlers } from './GridRow.tsx';
import { useKeys } from './keys.ts';
import { useSelecting } from './selecting.ts';
import './grid.css';

interface GridProps<Row> {
  /** What the rows are, for who listens: "Sites". */
  label: string;
  rows: Row[];
  idOf(row: Row): string;
  columns: Column<Row>[];
  current: string | null;
  onCurrent(id: string): void;
  onOpen?(row: Row): void;
  selection?: string[];
  onSelection?(ids: string[]): void;
  sort?: { by: string; down: boolean };
  onSort?(key: string): void;
  /** Marks a row that must be seen. */
  toneOf?(row: Row): 'danger' | null;
  children?: ReactNode;
}

export const rowHeight = 30;
const headHeight = 28;

/** A long list: only what is in sight is drawn, rows never change height, keys work wherever the focus is. */
export function Grid<Row>(props: GridProps<Row>) {
  const { label, rows, idOf, columns, current, onCurrent, onOpen, selection, onSelection, sort, onSort, toneOf } =
    props;
  const box = useRef<HTMLDivElement>(null);
  const prefix = useId();
  const at = rows.findIndex((row) => idOf(row) === current);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => rowHeight,
    overscan: 8,
    scrollMargin: headHeight,
    scrollPaddingStart: headHeight,
    getItemKey: (index) => (rows[index] ? idOf(rows[index]) : index),
  });
  useEffect(() => {
    box.current?.focus({ preventScroll: true });
  }, []);

  const selecting = useSelecting({ ids: () => rows.map(idOf), current, onCurrent, selection, onSelection });
  const move = (to: number, extend = false): void => {
    const row = rows[Math.max(0, Math.min(rows.length - 1, to))];
    if (!row) return;
    selecting.step(idOf(row), extend);
    virtual.scrollToIndex(rows.indexOf(row));
  };
  const { choose } = selecting;
  const page = Math.max(1, Math.floor((box.current?.clientHeight ?? 300) / rowHeight) - 2);
  const openRow = rows[at];
  useKeys({
    j: (event) => move(at + 1, event.shiftKey),
    arrowdown: (event) => move(at + 1, event.shiftKey),
    k: (event) => move(at - 1, event.shiftKey),
    arrowup: (event) => move(at - 1, event.shiftKey),
    pagedown: () => move(at + page),
    pageup: () => move(at - page),
    home: () => move(0),
    end: () => move(rows.length - 1),
    enter: onOpen && openRow !== undefined ? () => onOpen(openRow) : undefined,
    x: onSelection && current !== null && at >= 0 ? () => choose(current, false) : undefined,
    a: onSelection && selecting.all,
  });

  const handlers = useRef({ choose, onCurrent, onOpen });
  handlers.current = { choose, onCurrent, onOpen };
  const chosen = new Set(selection);
  const tracks = [...(selection ? ['34px'] : []), ...columns.map((column) => column.width)].join(' ');
  const all = rows.length > 0 && rows.every((row) => chosen.has(idOf(row)));
  return (
    <div
      ref={box}
      className="grid inner-focus"
      role="grid"
      aria-label={label}
      aria-rowcount={rows.length + 1}
      aria-multiselectable={selection ? true : undefined}
      aria-activedescendant={at >= 0 ? `${prefix}${current}` : undefined}
      tabIndex={0}
      onFocus={() => current === null && rows[0] !== undefined && onCurrent(idOf(rows[0]))}
      style={{ '--tracks': tracks } as React.CSSProperties}
    >
      <div className="grid-row grid-head" role="row" aria-rowindex={1} tabIndex={-1}>
        {selection && onSelection && (
          <div role="columnheader" className="grid-cell grid-check" tabIndex={-1}>
            <input
              type="checkbox"
              aria-label={all ? 'Choose none of these' : `Choose all ${rows.length}`}
              checked={all}
              onChange={selecting.all}
            />
          </div>
        )}
        {columns.map((column) => (
          <GridHead key={column.key} column={column} sort={sort} onSort={onSort} />
        ))}
      </div>
      {rows.length === 0 && props.children}
      <div className="grid-body" role="rowgroup" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
          const row = rows[item.index];
          if (row === undefined) return null;
          const id = idOf(row);
          return (
            <GridRow
              key={id}
              row={row}
              id={id}
              domId={`${prefix}${id}`}
              index={item.index + 2}
              top={item.start - headHeight}
              columns={columns as Column<unknown>[]}
              current={id === current}
              chosen={selection ? chosen.has(id) : null}
              tone={toneOf?.(row) ?? null}
              handlers={handlers as React.RefObject<RowHandlers>}
            />
          );
        })}
      </div>
    </div>
  );
}
