import { noFilter } from '../../../src-renderer/stores/sessions/filter.ts';
import { type Grouping, grouped } from '../../../src-renderer/stores/sessions/groups.ts';
import { readKnown, useKnown } from '../../../src-renderer/stores/sessions/load.ts';
import { orderOf } from '../../../src-renderer/stores/sessions/order.ts';
import { sift } from '../../../src-renderer/stores/sessions/sieve.ts';
import { emptyTable, type SessionTable } from '../../../src-renderer/stores/sessions/table.ts';

/** What the bench measures inside the page, on the very table that is on the screen. Times in ms. */

const table = (): SessionTable => useKnown.getState().table ?? emptyTable();
const median = (times: number[]): number => [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;

function times(rounds: number, work: () => unknown): number[] {
  return Array.from({ length: rounds }, () => {
    const begun = performance.now();
    work();
    return performance.now() - begun;
  });
}

export const rows = (): number => table().rows;
export const read = (): Promise<void> => readKnown();

/** The floor: every row of the same columns is looked at once and kept or not. */
export function bareScan(): number {
  const { user, address, agent, gone, rows: count } = table();
  return median(
    times(15, () => {
      const kept = new Int32Array(count);
      let found = 0;
      for (let row = 0; row < count; row++) {
        const sum = (user.values[row] as number) + (address.values[row] as number) + (agent.values[row] as number);
        if (gone.values[row] === 0 && (sum & 1) === 0) kept[found++] = row;
      }
      return found;
    }),
  );
}

/** As it is typed: each time letter by letter, of which the slowest counts. */
export function filterBy(text: string): number {
  const order = orderOf(table(), { by: 'login', down: true });
  const letters = Array.from(text, (_, at) => text.slice(0, at + 1));
  return Math.max(
    ...letters.flatMap((typed) => times(1, () => sift(table(), { ...noFilter, text: typed }, order, 1e9))),
  );
}
export const sortBy = (by: 'login' | 'user'): number => median(times(3, () => orderOf(table(), { by, down: false })));
/** With the groups that fill a screen, for the others are not made yet. */
export function groupBy(by: Grouping): number {
  const order = orderOf(table(), { by: 'login', down: true });
  return median(
    times(3, () => {
      const groups = grouped(table(), order, by);
      for (let place = 0; place < 40; place++) groups.at(place);
    }),
  );
}

/** Bytes of the columns, which stand outside of JavaScript's own heap. */
export const columnBytes = (): number =>
  Object.values(table()).reduce((sum: number, part: unknown) => {
    const values = typeof part === 'object' && part !== null && 'values' in part ? part.values : part;
    return sum + (ArrayBuffer.isView(values) ? values.byteLength : 0);
  }, table().verifiers.bytes.byteLength);

/** From a key in the field to the frame that shows its rows. */
export async function type(text: string): Promise<number> {
  const field = document.querySelector<HTMLInputElement>('.session-text input');
  const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set;
  if (!field || !set) throw new Error('there is no field to type into');
  const begun = performance.now();
  set.call(field, text);
  field.dispatchEvent(new Event('input', { bubbles: true }));
  await new Promise<void>((resolve) => {
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => resolve();
      port2.postMessage(null);
    });
  });
  return performance.now() - begun;
}
