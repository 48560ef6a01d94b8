type Numbers = Int32Array | Uint32Array | Uint16Array | Uint8Array;

/** A column of numbers that grows; `at` is undefined beyond its end only. */
export interface Column<A extends Numbers> {
  /** With room to spare: only the first `rows` of it mean something. */
  values: A;
}

export const column = <A extends Numbers>(make: new (length: number) => A): Column<A> => ({ values: new make(1024) });

/** Makes room for so many rows, at least half as many again as there were. */
export function reserve<A extends Numbers>(col: Column<A>, rows: number): void {
  if (rows <= col.values.length) return;
  const make = col.values.constructor as new (length: number) => A;
  const next = new make(Math.max(rows, Math.ceil(col.values.length * 1.5)));
  next.set(col.values);
  col.values = next;
}
