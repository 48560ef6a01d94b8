import { bytesToString } from '../byte-string.ts';
import type { Refused, Understood } from './answer.ts';
import { writeEnvValue } from './env-file.ts';
import { printable } from './environment.ts';
import { missingLines } from './insert.ts';
import { writeLiteral } from './literal.ts';
import { isOneOfTheEight, type NewValues, namesOf } from './new-values.ts';
import { obstacle } from './origins.ts';
import { parsePhp } from './syntax.ts';
import { refuse } from './understand.ts';
import type { Definition, Leaf, Span, World } from './world.ts';

/** New bytes for a range of a file. An insertion has an empty range. */
export interface Change {
  path: string;
  start: number;
  end: number;
  text: string;
}

/** Every change that gives these names their new values, in every course; equal ones may be in it more than once. */
export function collect(understood: Understood, values: NewValues): Change[] | Refused {
  const changes: Change[] = [];
  for (const world of understood.worlds) {
    for (const name of namesOf(values)) {
      const definition = world.constants.get(name);
      if (!definition) continue;
      const wanted = changesFor(name, definition, understood, values[name] ?? '');
      if ('kind' in wanted) return wanted;
      changes.push(...wanted);
    }
  }
  const missing = missingLines(understood, values);
  return 'kind' in missing ? missing : [...changes, ...missing];
}

/** What gives one definition of a constant its new value, an A-Z a-z 0-9 - _ text; refused where other values hang on the same literal. */
export function changesFor(
  name: string,
  definition: Definition,
  understood: Understood,
  salt: string,
): Change[] | Refused {
  const leaves = definition.value.kind === 'known' ? definition.value.leaves : null;
  const own = leaves !== null && leaves.length > 0 && !leaves.some((leaf) => isShared(leaf, name, understood.worlds));
  const env = leaves?.some(({ style }) => style === 'env') ?? false;
  if (own && leaves?.every(({ style }) => style === 'env'))
    return leaves.map((leaf) => envChange(leaf, understood, salt));
  // The first literal takes the value, those that were joined to it become empty.
  if (own && !env) return leaves?.map((leaf, index) => literalChange(leaf, index === 0 ? salt : '', understood)) ?? [];
  const { expression } = definition;
  const sole =
    expression && !isSharedExpression(expression, name, understood.worlds) && isWhole(expression, understood);
  const blocked = obstacle(definition);
  if (blocked && !isOneOfTheEight(name)) return refuse('SALTS_ELSEWHERE', blocked.sentence);
  if (!sole || env || blocked) {
    const sentence = `its value on line ${definition.at.line} of ${printable(definition.at.path)} is also used for something else; give it a value of its own first`;
    const salts = isOneOfTheEight(name) ? `The salts can\u2019t be rotated in the files. ${name}: ` : '';
    return refuse('SALTS_ELSEWHERE', `${salts}${sentence}.`);
  }
  return [literalChange({ ...expression, style: 'single' }, salt, understood)];
}

function literalChange(leaf: Leaf, salt: string, understood: Understood): Change {
  const text = writeLiteral(salt, leaf.style === 'double' ? 'double' : 'single');
  return { path: leaf.path, start: leaf.start, end: leaf.end, text: `${text}${lineEndsIn(leaf, understood)}` };
}

/** A value over several lines leaves its line ends behind, so that every other line keeps its number (__LINE__). */
function lineEndsIn(span: Span, understood: Understood): string {
  const ends = sliceOfFile(span, understood).match(/\r\n|\n|\r/g) ?? [];
  // A lone CR would become one line end with an LF that follows it.
  return ends.map((end) => (end === '\r' ? '\n' : end)).join('');
}

function sliceOfFile({ path, start, end }: Span, { files }: Understood): string {
  const fact = files.get(path);
  return typeof fact === 'object' ? bytesToString(fact.bytes.subarray(start, end)) : '';
}

function envChange(leaf: Leaf, understood: Understood, salt: string): Change {
  return {
    path: leaf.path,
    start: leaf.start,
    end: leaf.end,
    text: writeEnvValue(salt, sliceOfFile(leaf, understood)),
  };
}

/** Whether any other constant takes its value from the same literal. */
function isShared(leaf: Leaf, name: string, worlds: readonly World[]): boolean {
  return worlds.some((world) =>
    [...world.constants].some(
      ([other, { value }]) =>
        other !== name &&
        value.kind === 'known' &&
        value.leaves?.some((each) => each.path === leaf.path && each.start === leaf.start),
    ),
  );
}

function isSharedExpression(expression: Span, name: string, worlds: readonly World[]): boolean {
  return worlds.some((world) =>
    [...world.constants].some(
      ([other, each]) =>
        other !== name && each.expression?.path === expression.path && each.expression.start === expression.start,
    ),
  );
}

/** Whether these bytes are one expression on their own, so that another can stand in their place. */
function isWhole({ path, start, end }: Span, { files }: Understood): boolean {
  const fact = files.get(path);
  if (typeof fact !== 'object' || start < 0) return false;
  const code = Buffer.concat([Buffer.from('<?php ('), fact.bytes.subarray(start, end), Buffer.from(');')]);
  const parsing = parsePhp(path, path, code);
  return parsing.ok && parsing.source.statements.length === 1;
}
