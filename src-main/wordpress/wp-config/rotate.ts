import { bytesToString, stringToBytes } from '../byte-string.ts';
import { type SaltName, saltNames } from '../salts.ts';
import type { Edit, Refused, Rotation, SaltOrigin, Understood } from './answer.ts';
import { writeEnvValue } from './env-file.ts';
import { printable } from './environment.ts';
import { missingLines } from './insert.ts';
import { writeLiteral } from './literal.ts';
import { obstacle } from './origins.ts';
import { stringOf } from './scalars.ts';
import { parsePhp } from './syntax.ts';
import { refuse, understand } from './understand.ts';
import type { Definition, Leaf, Span, World } from './world.ts';

/** New bytes for a range of a file. An insertion has an empty range. */
export interface Change {
  path: string;
  start: number;
  end: number;
  text: string;
}

type NewSalts = Readonly<Record<SaltName, string>>;

/**
 * The files as they must become so that all eight effective values are the new ones, whichever way PHP goes. Nothing is
 * written here. The outcome is understood once more and compared: what is not certain is refused, never guessed.
 */
export function rotate(understood: Understood, salts: NewSalts): Rotation {
  const blocked = saltNames.filter((name) => isElsewhere(understood.salts[name]));
  if (blocked.length > 0) return elsewhere(blocked, understood);
  const changes = collect(understood, salts);
  if ('kind' in changes) return changes;
  const edits = apply(changes, understood);
  if ('kind' in edits) return edits;
  const after = verify(understood, edits, salts);
  if (after.kind !== 'understood') return after;
  return {
    kind: 'rotated',
    edits,
    rotated: [...saltNames],
    repaired: repairs(understood),
    warnings: warnings(understood),
    after,
  };
}

function isElsewhere(origin: SaltOrigin): boolean {
  return origin.how === 'elsewhere' || origin.branches.some(isElsewhere);
}

function elsewhere(names: SaltName[], { salts }: Understood): Refused {
  const bySentence = new Map<string, SaltName[]>();
  for (const name of names) {
    const found = [salts[name], ...salts[name].branches].filter(
      ({ how, branches }) => how === 'elsewhere' && branches.length === 0,
    );
    const sentence = found
      .map(({ sentence: said, path }) => (path ? `${said} (${printable(path)})` : said))
      .join('; or ');
    bySentence.set(sentence, [...(bySentence.get(sentence) ?? []), name]);
  }
  const said = [...bySentence].map(([sentence, list]) => `${list.join(', ')}: ${sentence}.`).join(' ');
  return refuse('SALTS_ELSEWHERE', `The salts can\u2019t be rotated in the files. ${said}`.slice(0, 1990));
}

function collect(understood: Understood, salts: NewSalts): Change[] | Refused {
  const changes: Change[] = [];
  for (const world of understood.worlds) {
    for (const name of saltNames) {
      const definition = world.constants.get(name);
      if (!definition) continue;
      const wanted = changesFor(name, definition, understood, salts[name]);
      if ('kind' in wanted) return wanted;
      changes.push(...wanted);
    }
  }
  const missing = missingLines(understood, salts);
  return 'kind' in missing ? missing : [...changes, ...missing];
}

function changesFor(name: SaltName, definition: Definition, understood: Understood, salt: string): Change[] | Refused {
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
  if (!sole || env || obstacle(definition)) {
    const sentence = `its value on line ${definition.at.line} of ${printable(definition.at.path)} is also used for something else; give it a value of its own first`;
    return refuse('SALTS_ELSEWHERE', `The salts can\u2019t be rotated in the files. ${name}: ${sentence}.`);
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
function isShared(leaf: Leaf, name: SaltName, worlds: readonly World[]): boolean {
  return worlds.some((world) =>
    [...world.constants].some(
      ([other, { value }]) =>
        other !== name &&
        value.kind === 'known' &&
        value.leaves?.some((each) => each.path === leaf.path && each.start === leaf.start),
    ),
  );
}

function isSharedExpression(expression: Span, name: SaltName, worlds: readonly World[]): boolean {
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

function apply(changes: Change[], { files }: Understood): Edit[] | Refused {
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

/** Reads the outcome as if it came from the site: exactly the eight have changed, in every way PHP may go. */
function verify(understood: Understood, edits: readonly Edit[], salts: NewSalts): Understood | Refused {
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
  for (const name of saltNames) {
    const values = after.worlds.map((world) => world.constants.get(name));
    if (!values.every((each) => each && stringOf(each.value) === salts[name] && !obstacle(each)))
      return failed(`${name} is not the new value`);
  }
  if (new Set(saltNames.map((name) => salts[name])).size !== saltNames.length)
    return failed('the new values are not distinct');
  return othersOf(after) === othersOf(understood) ? after : failed('something besides the eight would change');
}

/** Everything but the eight, to compare. */
function othersOf({ constants, tablePrefix }: Understood): string {
  const others = [...constants].filter(([name]) => !(saltNames as readonly string[]).includes(name));
  const plain = others.map(([name, constant]) => [name, 'value' in constant ? constant.value : null]);
  return JSON.stringify([plain.sort(), typeof tablePrefix === 'string' ? tablePrefix : null]);
}

function repairs({ salts }: Understood): string[] {
  return saltNames.flatMap((name) => {
    const broken = [salts[name], ...salts[name].branches].find(({ how }) =>
      /^(absent|placeholder|duplicate-of)$/.test(how),
    );
    return broken ? [`${name}: ${broken.sentence}. It has its own value in the configuration now.`] : [];
  });
}

function warnings({ salts, notes }: Understood): string[] {
  const conditional = saltNames.filter((name) => salts[name].how === 'conditional');
  const said =
    conditional.length > 0
      ? [`${conditional.join(', ')} depend on a condition; every branch gets the new values.`]
      : [];
  return [...said, ...notes];
}
