import { type SaltName, saltNames } from '../../../../src-main/wordpress/salts.ts';
import type { Edit, Understood } from '../../../../src-main/wordpress/wp-config/answer.ts';

interface Gap {
  start: number;
  end: number;
  /** What may stand there afterwards. */
  allows: RegExp;
}

const salt = '[A-Za-z0-9_-]{64}';
const literal = new RegExp(`'(?:${salt})?'|"(?:${salt})?"`, 'y');
const entry = new RegExp(`(["']?)${salt}\\1`, 'y');
const line = `(?:defined\\( '(?:${saltNames.join('|')})' \\) \\|\\| )?define\\( '(?:${saltNames.join('|')})', '${salt}' \\);`;
const lines = new RegExp(`(?:${line}[\\r\\n\\t ]+)+`, 'y');

/**
 * Whether every byte outside the values is as before: what was understood of a file says where values are and where
 * missing ones may be put in; everything else must be equal. Looks at bytes only, not at what rotate() says it did.
 */
export function onlyValuesDiffer({ path, before, after }: Edit, understood: Understood): boolean {
  return matches(before.toString('latin1'), after.toString('latin1'), 0, 0, gapsIn(path, understood));
}

function gapsIn(path: string, { worlds }: Understood): Gap[] {
  const spans = worlds.flatMap(({ constants, settings }) => [
    ...saltNames.flatMap((name: SaltName) => {
      const definition = constants.get(name);
      const leaves = definition?.value.kind === 'known' ? (definition.value.leaves ?? []) : [];
      const values = leaves.map((leaf) => ({ ...leaf, allows: leaf.style === 'env' ? entry : literal }));
      return definition?.expression ? [...values, { ...definition.expression, allows: literal }] : values;
    }),
    ...(settings ? [{ ...settings, end: settings.start, allows: lines }] : []),
  ]);
  const gaps = spans.filter((span) => span.path === path).map(({ start, end, allows }) => ({ start, end, allows }));
  const different = new Map(gaps.map((gap) => [`${gap.start}:${gap.end}`, gap]));
  return [...different.values()].sort((a, b) => a.start - b.start || b.end - a.end);
}

/** Walks both texts at once; at a gap either the old bytes go on or a new value stands in their place. */
function matches(before: string, after: string, i: number, j: number, gaps: readonly Gap[]): boolean {
  const next = gaps.findIndex(({ start }) => start >= i);
  const gap = next === -1 ? undefined : gaps[next];
  if (!gap) return before.slice(i) === after.slice(j);
  const length = gap.start - i;
  if (before.slice(i, gap.start) !== after.slice(j, j + length)) return false;
  gap.allows.lastIndex = j + length;
  const found = gap.allows.exec(after)?.[0];
  const rest = gaps.slice(next + 1);
  if (found !== undefined) {
    const ends = lineEnds(before.slice(gap.start, gap.end));
    const at = j + length + found.length;
    if (after.startsWith(ends, at) && matches(before, after, gap.end, at + ends.length, rest)) return true;
  }
  return matches(before, after, gap.start, j + length, rest);
}

/** A value over several lines leaves as many behind, so that every other line keeps its number. */
function lineEnds(value: string): string {
  return (value.match(/\r\n|\n|\r/g) ?? []).map((end) => (end === '\r' ? '\n' : end)).join('');
}
