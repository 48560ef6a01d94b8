import { stringToBytes } from '../byte-string.ts';
import type { Edit, Refused, Understood } from './answer.ts';
import type { Change } from './changes.ts';
import { printable } from './environment.ts';
import { refuse } from './understand.ts';

/** The files with the changes in them; nothing else moves a byte. */
export function apply(changes: Change[], { files }: Understood): Edit[] | Refused {
  const byPath = new Map<string, Map<string, Change>>();
  for (const change of changes) {
    const list = byPath.get(change.path) ?? new Map<string, Change>();
    byPath.set(change.path, list.set(JSON.stringify(change), change));
  }
  const edits: Edit[] = [];
  for (const [path, list] of byPath) {
    const fact = files.get(path);
    const sorted = [...list.values()].sort((a, b) => a.start - b.start || a.end - b.end);
    const clash = sorted.some((change, index) => change.start < (sorted[index - 1]?.end ?? 0));
    if (typeof fact !== 'object' || clash)
      return refuse('CONFIG_AMBIGUOUS', `Two values in ${printable(path)} overlap. Nothing was changed.`);
    edits.push({ path, before: fact.bytes, after: splice(fact.bytes, sorted) });
  }
  return edits;
}

function splice(before: Buffer, changes: readonly Change[]): Buffer {
  let at = 0;
  const parts = changes.flatMap(({ start, end, text }) => {
    const kept = before.subarray(at, start);
    at = end;
    return [kept, stringToBytes(text)];
  });
  return Buffer.concat([...parts, before.subarray(at)]);
}
