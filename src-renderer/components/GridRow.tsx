// biome-ignore-all lint/a11y/useSemanticElements: a virtual list can't be made of table elements
import { memo } from 'react';
import type { Column } from './GridHead.tsx';

export interface RowHandlers {
  choose(id: string, range: boolean): void;
  onCurrent(id: string): void;
  onOpen?(row: unknown): void;
}
interface GridRowProps {
  row: unknown;
  id: string;
  domId: string;
  index: number;
  top: number;
  columns: Column<unknown>[];
  current: boolean;
  chosen: boolean | null;
  tone: 'danger' | null;
  handlers: React.RefObject<RowHandlers>;
}

/** One row; draws again only when its own row, place or mark changed. */
export const GridRow = memo(function GridRow({
  row,
  id,
  domId,
  index,
  top,
  columns,
  current,
  chosen,
  tone,
  handlers,
}: GridRowProps) {
  const className = `grid-row${current ? ' current' : ''}${chosen ? ' chosen' : ''}${tone ? ` row-${tone}` : ''}`;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid handles the keys of all its rows
    <div
      id={domId}
      className={className}
      role="row"
      aria-rowindex={index}
      aria-selected={chosen ?? current}
      tabIndex={-1}
      data-id={id}
      style={{ transform: `translateY(${top}px)` }}
      onClick={(event) => (event.shiftKey ? handlers.current.choose(id, true) : handlers.current.onCurrent(id))}
      onDoubleClick={() => handlers.current.onOpen?.(row)}
    >
      {chosen !== null && (
        <div role="gridcell" className="grid-cell grid-check" tabIndex={-1}>
          <input
            type="checkbox"
            tabIndex={-1}
            aria-label="Choose"
            checked={chosen}
            onChange={() => {}}
            onClick={(event) => {
              event.stopPropagation();
              handlers.current.choose(id, event.shiftKey);
            }}
          />
        </div>
      )}
      {columns.map((column) => (
        <div key={column.key} role="gridcell" className={column.align ? 'grid-cell end' : 'grid-cell'} tabIndex={-1}>
          {column.cell(row)}
        </div>
      ))}
    </div>
  );
});
