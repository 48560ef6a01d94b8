import type { Edit, Refused, Understood } from './answer.ts';
import { isOneOfTheEight, type KeyName, type NewValues, namesOf } from './new-values.ts';
import { obstacle } from './origins.ts';
import { stringOf } from './scalars.ts';
import { refuse, understand } from './understand.ts';
import type { Definition } from './world.ts';

/** Reads the outcome as if it came from the site: exactly these names have changed, in every way PHP may go. */
export function verify(understood: Understood, edits: readonly Edit[], values: NewValues): Understood | Refused {
  const changed = edits.map(({ path, after }) => {
    const fact = understood.files.get(path);
    return [path, { ...(typeof fact === 'object' ? fact : {}), bytes: after }] as const;
  });
  const after = understand(understood.entry, new Map([...understood.files, ...changed]), understood.options);
  const failed = (why: string) =>
    refuse(
      'VERIFY_FAILED',
      `Resalt\u2019s own check of the new configuration failed: ${why}. Nothing was changed; please report it.`,
    );
  if (after.kind !== 'understood') return failed('it can\u2019t be understood any more');
  const names = namesOf(values);
  const isOld = (name: KeyName) => after.worlds.some((world) => !isNew(world.constants.get(name), name, values));
  const [old] = names.filter(isOld);
  if (old) return failed(`${old} is not the new value`);
  if (new Set(names.map((name) => values[name])).size !== names.length)
    return failed('the new values are not distinct');
  return othersOf(after, names) === othersOf(understood, names)
    ? after
    : failed('something besides what was asked for would change');
}

function isNew(definition: Definition | undefined, name: KeyName, values: NewValues): boolean {
  // Other keys are not written where a course does not define them.
  if (!definition) return !isOneOfTheEight(name);
  return stringOf(definition.value) === values[name] && !obstacle(definition);
}

/** Everything but these, to compare. */
export function othersOf({ constants, tablePrefix }: Understood, names: readonly string[]): string {
  const others = [...constants].filter(([name]) => !names.includes(name));
  const plain = others.map(([name, constant]) => [name, 'value' in constant ? constant.value : null]);
  return JSON.stringify([plain.sort(), typeof tablePrefix === 'string' ? tablePrefix : null]);
}
