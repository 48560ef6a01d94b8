import type { Edit, Refused, Understood } from './answer.ts';
import { apply } from './apply.ts';
import { type Change, changesFor } from './changes.ts';
import { printable } from './environment.ts';
import { obstacle } from './origins.ts';
import { stringOf } from './scalars.ts';
import { refuse, understand } from './understand.ts';
import { othersOf } from './verify.ts';

export interface ConstantChange {
  kind: 'changed';
  /** Empty where the constant has that value already. */
  edits: Edit[];
}

/**
 * The files as they must become so that one constant has a new value (A-Z a-z 0-9 - _), whichever way PHP goes, and nothing else changes
 * (SHAPES: Rules 1, 2). Nothing is written. Refuses, with where the value comes from, what is no plain value in one of the files.
 */
export function changeConstant(understood: Understood, name: string, value: string): ConstantChange | Refused {
  const changes: Change[] = [];
  for (const { constants } of understood.worlds) {
    const definition = constants.get(name);
    if (!definition) return elsewhere(name, 'it is not defined in every way that PHP may go');
    const blocked = obstacle(definition);
    if (blocked)
      return elsewhere(name, blocked.path ? `${blocked.sentence} (${printable(blocked.path)})` : blocked.sentence);
    const wanted = changesFor(name, definition, understood, value);
    if ('kind' in wanted) return elsewhere(name, wanted.failure.message);
    changes.push(...wanted);
  }
  const now = understood.constants.get(name);
  if (!now || !('value' in now)) return elsewhere(name, now?.unknown ?? 'it is not defined');
  if (now.value === value) return { kind: 'changed', edits: [] };
  const edits = apply(changes, understood);
  if ('kind' in edits) return edits;
  return isOnlyThat(understood, edits, name, value)
    ? { kind: 'changed', edits }
    : refuse('VERIFY_FAILED', `Resalt’s own check found that more than ${name} would change. Nothing was changed.`);
}

function elsewhere(name: string, why: string): Refused {
  const sentence = why.replace(/\.$/, '');
  return refuse('CONFIG_AMBIGUOUS', `${name} can’t be changed in the files: ${sentence}.`.slice(0, 1900));
}

/** Reads the outcome as if it came from the site. */
function isOnlyThat(before: Understood, edits: readonly Edit[], name: string, value: string): boolean {
  const changed = edits.map(({ path, after }) => {
    const fact = before.files.get(path);
    return [path, { ...(typeof fact === 'object' ? fact : {}), bytes: after }] as const;
  });
  const after = understand(before.entry, new Map([...before.files, ...changed]), before.options);
  if (after.kind !== 'understood') return false;
  const isNew = after.worlds.every(({ constants }) => {
    const definition = constants.get(name);
    return definition !== undefined && !obstacle(definition) && stringOf(definition.value) === value;
  });
  return isNew && othersOf(after, [name]) === othersOf(before, [name]);
}
