import { type Call, opaque } from './calls.ts';
import type { Flow } from './context.ts';
import { define } from './define.ts';
import { loadEnvFiles } from './environment.ts';
import { phpString, stringOf } from './scalars.ts';
import { spanOf } from './syntax.ts';
import { computed } from './variables.ts';
import { known, type Value } from './world.ts';

/** Roots\WPConfig\Config, as Bedrock uses it: the last define() counts, apply() makes them constants. */
export function callConfig(method: string, { node, arguments: list, values, world, frame }: Call): Flow[] {
  const name = stringOf(values[0]);
  if (method === 'apply') {
    for (const [key, definition] of world.pending) define(key, definition, world);
    return [{ world, value: known(null) }];
  }
  if (name === null)
    return [
      { world: opaque(node, world, frame, 'defines constants whose names are computed', true), value: known(null) },
    ];
  if (method === 'get') return [{ world, value: world.pending.get(name)?.value ?? computed(node, frame) }];
  const [value, expression] = [values[1], list[1]];
  if (method === 'remove') world.pending.delete(name);
  else if (value && expression) {
    world.pending.set(name, { value, expression: spanOf(frame.source, expression), at: spanOf(frame.source, node) });
  }
  return [{ world, value: known(null) }];
}

/** The arguments of every version of phpdotenv: folders, then names, then whether the first file is enough. */
export function dotenvOf(values: readonly Value[]): Value | null {
  const lists = values.flatMap((value) => {
    if (value.kind === 'array') return [[...value.entries.values()].map(stringOf)];
    const text = value.kind === 'known' && typeof value.value === 'string' ? value.value : null;
    return text === null ? [] : [[text]];
  });
  const folders = lists[0] ?? [];
  const names = lists[1] ?? ['.env'];
  if (folders.length === 0 || [...folders, ...names].includes(null)) return null;
  const paths = folders.flatMap((folder) => names.map((name) => `${phpString(folder).replace(/\/+$/, '')}/${name}`));
  const firstOnly = !values.some((value) => value.kind === 'known' && value.value === false);
  return { kind: 'dotenv', paths, firstOnly };
}

/** A method of phpdotenv's object: those that load put what the files say into the environment. */
export function callDotenv(method: string, target: Value & { kind: 'dotenv' }, call: Call): Flow[] {
  const { node, world, frame, context, values } = call;
  if (/^(load|safeload|overload|loadenv|bootenv)$/i.test(method)) {
    const given = values.flatMap((value) => stringOf(value) ?? []).filter((path) => path.startsWith('/'));
    const paths = given.length > 0 ? given : target.paths;
    loadEnvFiles(paths, target.firstOnly, world, spanOf(frame.source, node), context);
  }
  return [{ world, value: target }];
}
