import { bytesToString } from '../byte-string.ts';
import type { Edit, Refused, Understood } from './answer.ts';
import { apply } from './apply.ts';
import type { Change } from './changes.ts';
import { printable } from './environment.ts';
import { obstacle } from './origins.ts';
import { truthOf } from './scalars.ts';
import { parsePhp } from './syntax.ts';
import { refuse, understand } from './understand.ts';
import { othersOf } from './verify.ts';
import type { Definition, Span } from './world.ts';

/**
 * The files as they must become so that a constant is true whichever way PHP goes, and nothing else changes. Its value is replaced where it is
 * defined as another; where no way defines it, a line is put right before wp-settings.php is loaded. Empty where it is true already. Nothing
 * is written. Refuses what depends on a condition or comes from code that Resalt can't follow.
 */
export function defineTrue(understood: Understood, name: string): { kind: 'changed'; edits: Edit[] } | Refused {
  const definitions = understood.worlds.map(({ constants }) => constants.get(name));
  const wrong = definitions.filter((one) => !one || one.maybe || obstacle(one) || truthOf(one.value) !== true);
  if (wrong.length === 0) return { kind: 'changed', edits: [] };
  const changes = definitions.every((one) => one === undefined)
    ? newLine(understood, name)
    : newValues(definitions, understood, name);
  if ('kind' in changes) return changes;
  const edits = apply(changes, understood);
  if ('kind' in edits) return edits;
  return isOnlyThat(understood, edits, name)
    ? { kind: 'changed', edits }
    : refuse('VERIFY_FAILED', `Resalt’s own check found that more than ${name} would change. Nothing was changed.`);
}

const elsewhere = (name: string, why: string): Refused =>
  refuse('CONFIG_AMBIGUOUS', `${name} can’t be set in the files: ${why.replace(/\.$/, '')}. Set it by hand.`);

function newLine(understood: Understood, name: string): Change[] | Refused {
  const { worlds, files } = understood;
  if (worlds.some(({ opaque }) => opaque.some(({ defines }) => defines)))
    return elsewhere(name, 'code that Resalt can’t follow defines constants');
  const places = new Map(worlds.map(({ settings }) => [`${settings?.path}:${settings?.start}`, settings]));
  const [place] = places.values();
  const fact = place ? files.get(place.path) : undefined;
  if (places.size !== 1 || !place || typeof fact !== 'object')
    return elsewhere(name, 'there is no single place before wp-settings.php to write it');
  const parsing = parsePhp(place.path, place.path, fact.bytes);
  if (!parsing.ok || parsing.source.literals.some(({ value }) => value === name))
    return elsewhere(name, 'it is named elsewhere in the file, where it comes too late or is not reached');
  const text = bytesToString(fact.bytes);
  const lineStart = Math.max(text.lastIndexOf('\n', place.start - 1), text.lastIndexOf('\r', place.start - 1)) + 1;
  const before = text.slice(lineStart, place.start);
  const lineEnd = /\r\n|\n|\r/.exec(text)?.[0] ?? '\n';
  const separator = /^[ \t]*$/.test(before) ? `${lineEnd}${before}` : ' ';
  return [{ path: place.path, start: place.start, end: place.start, text: `define( '${name}', true );${separator}` }];
}

function newValues(
  definitions: readonly (Definition | undefined)[],
  understood: Understood,
  name: string,
): Change[] | Refused {
  const changes: Change[] = [];
  for (const definition of definitions) {
    if (!definition || definition.maybe) return elsewhere(name, 'it is defined on a condition');
    const blocked = obstacle(definition);
    if (blocked) return elsewhere(name, blocked.sentence);
    if (truthOf(definition.value) === true) continue;
    const { expression, at } = definition;
    if (!expression || !isWhole(expression, understood) || isShared(expression, name, understood))
      return elsewhere(name, `its value on line ${at.line} of ${printable(at.path)} can’t be replaced by itself`);
    changes.push({ path: expression.path, start: expression.start, end: expression.end, text: 'true' });
  }
  return changes;
}

const isShared = ({ path, start }: Span, name: string, { worlds }: Understood): boolean =>
  worlds.some((world) =>
    [...world.constants].some(
      ([other, { expression }]) => other !== name && expression?.path === path && expression.start === start,
    ),
  );

/** Whether these bytes are one expression on their own. */
function isWhole({ path, start, end }: Span, { files }: Understood): boolean {
  const fact = files.get(path);
  if (typeof fact !== 'object' || start < 0) return false;
  const code = Buffer.concat([Buffer.from('<?php ('), fact.bytes.subarray(start, end), Buffer.from(');')]);
  const parsing = parsePhp(path, path, code);
  return parsing.ok && parsing.source.statements.length === 1;
}

/** Reads the outcome as if it came from the site. */
function isOnlyThat(before: Understood, edits: readonly Edit[], name: string): boolean {
  const changed = edits.map(({ path, after }) => {
    const fact = before.files.get(path);
    return [path, { ...(typeof fact === 'object' ? fact : {}), bytes: after }] as const;
  });
  const after = understand(before.entry, new Map([...before.files, ...changed]), before.options);
  if (after.kind !== 'understood') return false;
  const isTrue = after.worlds.every(({ constants }) => {
    const definition = constants.get(name);
    return definition !== undefined && !definition.maybe && !obstacle(definition) && truthOf(definition.value) === true;
  });
  return isTrue && othersOf(after, [name]) === othersOf(before, [name]);
}
