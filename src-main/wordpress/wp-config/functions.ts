import { posix } from 'node:path';
import type { Call } from './calls.ts';
import { declared, type Flow, includeCandidates, look } from './context.ts';
import { isDefined } from './define.ts';
import { environmentValue, printable } from './environment.ts';
import { stringOf } from './scalars.ts';
import { spanOf } from './syntax.ts';
import { computed, forgetAllVariables } from './variables.ts';
import { known, type Scalar, unknown, type Value } from './world.ts';

/** PHP's and WordPress hosts' functions that a configuration builds values from. Others are `computed`. */
export const builtInFunctions: Readonly<Record<string, (call: Call) => Flow[]>> = {
  defined: (call) =>
    answer(
      call,
      ofString(call, (name) => isDefined(name.replace(/^\\/, ''), call.world)),
    ),
  constant: (call) => {
    const definition = call.world.constants.get(stringOf(call.values[0]) ?? '');
    return answerValue(call, definition?.value ?? computed(call.node, call.frame));
  },
  getenv: environment,
  env: environment,
  dirname: (call) => {
    const levels = Number(stringOf(call.values[1]) ?? 1);
    const up = (path: string) =>
      Array.from({ length: Math.min(levels, 50) }).reduce<string>((at) => posix.dirname(at), path);
    return answer(call, ofString(call, up));
  },
  realpath: (call) =>
    answer(
      call,
      ofString(call, (path) => (path.startsWith('/') ? posix.normalize(path) : null)),
    ),
  basename: (call) => answer(call, call.values.length > 1 ? null : ofString(call, (path) => posix.basename(path))),
  trim: (call) => answer(call, trimmed(call, true, true)),
  rtrim: (call) => answer(call, trimmed(call, false, true)),
  ltrim: (call) => answer(call, trimmed(call, true, false)),
  strtolower: (call) =>
    answer(
      call,
      ofString(call, (text) => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase())),
    ),
  strtoupper: (call) =>
    answer(
      call,
      ofString(call, (text) => text.replace(/[a-z]/g, (letter) => letter.toUpperCase())),
    ),
  file_exists: fileTest,
  is_file: fileTest,
  is_readable: fileTest,
  file_get_contents: secretFile,
  function_exists: (call) =>
    answer(
      call,
      ofString(call, (name) => (declared(call.context, 'functions', name) ? true : null)),
    ),
  extract: (call) => {
    forgetAllVariables(call.node, call.world, call.frame);
    return answerValue(call, computed(call.node, call.frame));
  },
};

function answer(call: Call, value: Scalar): Flow[] {
  return answerValue(call, value === null ? inherited(call) : known(value));
}

function answerValue(call: Call, value: Value): Flow[] {
  return [{ world: call.world, value }];
}

/** What a function makes of an unknown value is unknown for the same reason. */
function inherited(call: Call): Value {
  return call.values.find((value) => value.kind === 'unknown') ?? computed(call.node, call.frame);
}

function ofString(call: Call, make: (text: string) => Scalar): Scalar {
  const text = stringOf(call.values[0]);
  return text === null ? null : make(text);
}

function trimmed(call: Call, start: boolean, end: boolean): Scalar {
  const given = call.values.length > 1 ? stringOf(call.values[1]) : ' \t\n\r\0\v';
  if (given === null || given.includes('..')) return null;
  return ofString(call, (text) => {
    let [from, to] = [0, text.length];
    while (start && from < to && given.includes(text[from] ?? '')) from++;
    while (end && to > from && given.includes(text[to - 1] ?? '')) to--;
    return text.slice(from, to);
  });
}

function environment(call: Call): Flow[] {
  const name = stringOf(call.values[0]);
  const at = spanOf(call.frame.source, call.node);
  return answerValue(
    call,
    name === null ? computed(call.node, call.frame) : environmentValue(name, call.world, at, 'env'),
  );
}

function fileTest(call: Call): Flow[] {
  const path = stringOf(call.values[0]);
  if (path === null || path === '') return answer(call, path === null ? null : false);
  const candidates = includeCandidates(call.context, path, call.frame).slice(0, 1);
  const seen = candidates.map((candidate) => look(call.context, candidate));
  return answer(call, !(seen.includes('absent') || seen.includes('unseen')));
}

function secretFile(call: Call): Flow[] {
  const at = spanOf(call.frame.source, call.node);
  const path = stringOf(call.values[0]);
  const named = path === null ? 'a file' : `the file ${printable(path)}`;
  const sentence = `it is read from ${named} on line ${at.line}; who provides that file (for example as a Docker secret) can change it`;
  return answerValue(call, unknown(sentence, at));
}
