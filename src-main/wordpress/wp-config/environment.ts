import { type Context, look } from './context.ts';
import { readEnvFile } from './env-file.ts';
import { type Span, unknown, type Value, type World } from './world.ts';

/** getenv(), env(), $_ENV and $_SERVER: what a loaded .env file gave, otherwise the server knows. */
export function environmentValue(name: string, world: World, at: Span, through: string): Value {
  const value = world.environment?.get(name);
  if (value) return value;
  const where = through === '_SERVER' ? 'the web server (or the request)' : 'the server\u2019s environment';
  return unknown(
    `it comes from ${where}, variable ${printable(name)}, read on line ${at.line}; who manages the server, container or hosting panel can change it`,
    at,
  );
}

/** Loads .env files as phpdotenv does: the first that is there, or all of them, a later one over an earlier one. */
export function loadEnvFiles(
  paths: readonly string[],
  firstOnly: boolean,
  world: World,
  at: Span,
  context: Context,
): void {
  for (const path of paths) {
    const seen = look(context, path);
    if (seen === 'unreadable') {
      const why = {
        sentence: `the .env file named on line ${at.line} can\u2019t be read`,
        line: at.line,
        path: at.path,
      };
      world.environment = new Map([...(world.environment ?? []), ['*', { kind: 'unknown', why }]]);
    }
    if (typeof seen === 'string') continue;
    const before = world.environment ?? new Map<string, Value>();
    world.environment = new Map([...before, ...readEnvFile(path, seen)]);
    context.notes.add(
      `Values of ${path} count only where the server\u2019s own environment does not set the same names.`,
    );
    if (firstOnly) return;
  }
}

/** A site's names end in sentences for people: nothing but plain characters, bounded. */
export function printable(name: string): string {
  return name.replace(/[^\w.\-/ ]/g, '?').slice(0, 200);
}
