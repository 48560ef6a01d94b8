// biome-ignore-all lint/a11y/useSemanticElements: a virtual list can't be made of table elements
import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useId, useLayoutEffect, useRef } from 'react';
import { type Column, GridHead } from './GridHead.tsx';
import { GridRow, type RowHandlers } from './GridRow.tsx';
import { editable, useKeys } from './keys.ts';
import './grid.css';

/** The rows by their places, so that a list of 200,000 needs no array of them. */
export interface GridSource<Row> {
  count: number;
  at(index: number): Row | undefined;
  idAt(index: number): string;
  /** -1 where it is not shown. */
  indexOf(id: string): number;
}

export interface GridSelecting {
  has(id: string): boolean;
  /** Whether everything shown is chosen. */
  all: boolean;
  /** Moves to a row; with `extend` everything on the way is chosen. */
  step(id: string, extend: boolean): void;
  choose(id: string, range: boolean): void;
  toggleAll(): void;
}

export interface GridViewProps<Row> {
  /** What the rows are, for who listens: "Sites". */
  label: string;
  source: GridSource<Row>;
  columns: Column<Row>[];
  current: string | null;
  onCurrent(id: string): void;
  onOpen?: ((row: Row) => void) | undefined;
  selecting?: GridSelecting | undefined;
  sort?: { by: string; down: boolean } | undefined;
  onSort?: ((key: string) => void) | undefined;
  /** Marks a row that must be seen. */
  toneOf?: ((row: Row) => 'danger' | null) | undefined;
  children?: ReactNode;
}

export const rowHeight = 30;
const headHeight = 28;

/** A long list: only what is in sight is drawn, rows never change height, keys work wherever the focus is. */
export function GridView<Row>(props: GridViewProps<Row>) {
  const { label, source, columns, current, onCurrent, onOpen, selecting, sort, onSort, toneOf } = props;
  const box = useRef<HTMLDivElement>(null);
  const prefix = useId();
  const at = current === null ? -1 : source.indexOf(current);
  const virtual = useVirtualizer({
    count: source.count,
    getScrollElement: () => box.current,
    estimateSize: () => rowHeight,
    overscan: 8,
    scrollMargin: headHeight,
    scrollPaddingStart: headHeight,
  });
  useLayoutEffect(() => {
    // A list that was read anew does not take the field from who types: the letters would be keys, and “a” chooses all.
    if (!document.activeElement?.matches(editable)) box.current?.focus({ preventScroll: true });
  }, []);

  const move = (to: number, extend = false): void => {
    const index = Math.max(0, Math.min(source.count - 1, to));
    if (source.count === 0) return;
    if (selecting) selecting.step(source.idAt(index), extend);
    else onCurrent(source.idAt(index));
    virtual.scrollToIndex(index);
  };
  const choose = (id: string, range: boolean): void => selecting?.choose(id, range);
  const page = Math.max(1, Math.floor((box.current?.clientHeight ?? 300) / rowHeight) - 2);
  const openRow = source.at(at);
  useKeys({
    j: (event) => move(at + 1, event.shiftKey),
    arrowdown: (event) => move(at + 1, event.shiftKey),
    k: (event) => move(at - 1, event.shiftKey),
    arrowup: (event) => move(at - 1, event.shiftKey),
    pagedown: () => move(at + page),
    pageup: () => move(at - page),
    home: () => move(0),
    end: () => move(source.count - 1),
    enter: onOpen && openRow !== undefined ? () => onOpen(openRow) : undefined,
    x: selecting && current !== null && at >= 0 ? () => choose(current, false) : undefined,
    a: selecting?.toggleAll,
  });

  const handlers = useRef({ choose, onCurrent, onOpen });
  handlers.current = { choose, onCurrent, onOpen };
  const tracks = [...(selecting ? ['34px'] : []), ...columns.map((column) => column.width)].join(' ');
  return (
    <div
      ref={box}
      className="grid inner-focus"
      role="grid"
      aria-label={label}
      aria-rowcount={source.count + 1}
      aria-multiselectable={selecting ? true : undefined}
      aria-activedescendant={at >= 0 ? `${prefix}${current}` : undefined}
      tabIndex={0}
      onFocus={() => current === null && source.count > 0 && onCurrent(source.idAt(0))}
      style={{ '--tracks': tracks } as React.CSSProperties}
    >
      <div className="grid-row grid-head" role="row" aria-rowindex={1} tabIndex={-1}>
        {selecting && (
          <div role="columnheader" className="grid-cell grid-check" tabIndex={-1}>
            <input
              type="checkbox"
              aria-label={selecting.all ? 'Choose none of these' : `Choose all ${source.count}`}
              checked={selecting.all}
              onChange={selecting.toggleAll}
            />
          </div>
        )}
        {columns.map((column) => (
          <GridHead key={column.key} column={column} sort={sort} onSort={onSort} />
        ))}
      </div>
      {source.count === 0 && props.children}
      <div className="grid-body" role="rowgroup" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
          const row = source.at(item.index);
          if (row === undefined) return null;
          const id = source.idAt(item.index);
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
              chosen={selecting ? selecting.has(id) : null}
              tone={toneOf?.(row) ?? null}
              handlers={handlers as React.RefObject<RowHandlers>}
            />
          );
        })}
      </div>
    </div>
  );
}
