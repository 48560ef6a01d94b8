// biome-ignore-all lint/a11y/useSemanticElements: a virtual list can't be made of table elements
import type { ReactNode } from 'react';

export interface Column<Row> {
  key: string;
  title: string;
  /** A track of CSS grid: "120px", "minmax(160px, 2fr)". */
  width: string;
  align?: 'end';
  sortable?: boolean;
  cell(row: Row): ReactNode;
}

interface HeadProps<Row> {
  column: Column<Row>;
  sort: { by: string; down: boolean } | undefined;
  onSort: ((key: string) => void) | undefined;
}

/** The head of a column; a button where the list can be sorted by it. */
export function GridHead<Row>({ column, sort, onSort }: HeadProps<Row>) {
  const by = sort?.by === column.key;
  const className = `grid-cell${column.align ? ' end' : ''}`;
  const order = by ? (sort.down ? 'descending' : 'ascending') : undefined;
  return (
    <div role="columnheader" className={className} aria-sort={order} tabIndex={-1}>
      {column.sortable && onSort ? (
        <button type="button" className="grid-sort inner-focus" onClick={() => onSort(column.key)}>
          {column.title}
          <span aria-hidden="true">{by ? (sort.down ? ' ↓' : ' ↑') : ''}</span>
        </button>
      ) : (
        column.title
      )}
    </div>
  );
}
