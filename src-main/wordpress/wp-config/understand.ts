import { posix } from 'node:path';
import type { Answer, ConstantValue, Files, Options, Refused } from './answer.ts';
import { type Context, type Frame, look, sourceOf, TooMuch } from './context.ts';
import { printable } from './environment.ts';
import { originsOf } from './origins.ts';
import { stringOf } from './scalars.ts';
import { run } from './statements.ts';
import { Disagreement } from './variables.ts';
import { fork, known, newWorld, type World } from './world.ts';

/**
 * Reads a configuration as PHP would run it, from the entry (`…/wp-config.php`) on. Asks with `needs` for files it must
 * see; call it again with those added to `files` ('absent' and 'unreadable' are answers, too). Refuses with the reason
 * where it can't be sure. Does no I/O; `files` are keyed by absolute path.
 */
export function understand(entry: string, files: Files, options: Options = {}): Answer {
  const siteRoot = `${(options.siteRoot ?? posix.dirname(entry)).replace(/\/+$/, '')}/`;
  const context: Context = {
    files,
    siteRoot,
    needs: new Set(),
    sources: new Map(),
    notes: new Set(),
    steps: 200_000,
    deadline: Date.now() + 5_000,
  };
  try {
    const chosen = choose(entry, context);
    if (chosen === null) {
      if (context.needs.size > 0) return { kind: 'needs', paths: [...context.needs] };
      return refuse(
        'CONFIG_NOT_FOUND',
        `There is no configuration at ${printable(entry)}, nor one a folder up that WordPress would take.`,
      );
    }
    return read(chosen, context, options);
  } catch (error) {
    if (error instanceof TooMuch) return refuse('CONFIG_AMBIGUOUS', `${error.message} Nothing was changed.`);
    if (error instanceof Disagreement) {
      return refuse(
        'CONFIG_AMBIGUOUS',
        `Resalt and its PHP parser read ${error.message} differently. Nothing was changed; please report it.`,
      );
    }
    throw error;
  }
}

export function refuse(code: Refused['failure']['code'], message: string): Refused {
  return { kind: 'refused', failure: { code, message } };
}

/** WordPress's rule: the site's folder first; one folder up only where that folder is no site of its own. */
function choose(entry: string, context: Context): { path: string; bytes: Buffer } | 'unreadable' | null {
  const seen = look(context, entry);
  if (seen === 'unreadable') return seen;
  if (typeof seen !== 'string') return { path: entry, bytes: seen };
  if (seen === 'unseen' || posix.dirname(entry) !== context.siteRoot.replace(/\/$/, '')) return null;
  const up = posix.dirname(posix.dirname(entry));
  const [config, settings] = [
    look(context, posix.join(up, 'wp-config.php')),
    look(context, posix.join(up, 'wp-settings.php')),
  ];
  if (settings !== 'absent' || config === 'absent' || config === 'unseen') return null;
  return config === 'unreadable' ? config : { path: posix.join(up, 'wp-config.php'), bytes: config };
}

function read(chosen: { path: string; bytes: Buffer } | 'unreadable', context: Context, options: Options): Answer {
  if (chosen === 'unreadable') {
    return refuse(
      'CONFIG_UNREADABLE',
      'The configuration is there, but this account may not read it. Use the account that owns the site.',
    );
  }
  const parsing = sourceOf(context, chosen.path, chosen.bytes);
  if (!parsing.ok)
    return refuse('CONFIG_AMBIGUOUS', `${printable(chosen.path)} ${parsing.problem}. Nothing was changed.`);
  const frame: Frame = { source: parsing.source, outermost: null, topLevel: true, depth: 0, repeats: false };
  const start = newWorld();
  const nowhere = { path: chosen.path, line: 0, start: -1, end: -1 };
  start.constants.set('ABSPATH', { value: known(context.siteRoot), expression: null, at: nowhere });
  start.included.add(chosen.path);
  const ends = run(parsing.source.statements, fork(start), frame, context).map((end) => end.world);
  if (context.needs.size > 0) return { kind: 'needs', paths: [...context.needs] };
  const worlds = ends.filter((world) => world.ended === 'settings');
  if (worlds.length === 0) {
    return refuse(
      'CONFIG_AMBIGUOUS',
      `${printable(chosen.path)} never loads wp-settings.php as far as Resalt can follow it. Nothing was changed.`,
    );
  }
  return {
    kind: 'understood',
    entry: chosen.path,
    salts: originsOf(worlds, context.sources),
    constants: constantsOf(worlds),
    tablePrefix: prefixOf(worlds),
    notes: [...context.notes, ...blindSpots(worlds)],
    worlds,
    files: context.files,
    options,
  };
}

function blindSpots(worlds: readonly World[]): string[] {
  return [...new Set(worlds.flatMap((world) => world.opaque.map(({ why }) => why.sentence)))];
}

/** A value that is the same whichever way PHP goes; otherwise unknown, with the reason. */
export function constantsOf(worlds: readonly World[]): Map<string, ConstantValue> {
  const names = new Set(worlds.flatMap((world) => [...world.constants.keys()]));
  return new Map([...names].map((name) => [name, constantOf(name, worlds)]));
}

function constantOf(name: string, worlds: readonly World[]): ConstantValue {
  const values = worlds.map((world) => world.constants.get(name)?.value);
  const first = values[0];
  const blocked = values.find((value) => value?.kind === 'unknown');
  if (blocked?.kind === 'unknown') return { unknown: blocked.why.sentence };
  const texts = values.map((value) => (value?.kind === 'known' ? (stringOf(value) ?? '') : null));
  if (texts.includes(null) && values.every((value) => value !== undefined))
    return { unknown: 'it is not a plain value' };
  const [text] = texts;
  if (first !== undefined && text !== undefined && text !== null && texts.every((each) => each === text))
    return { value: text };
  return { unknown: 'it depends on a condition' };
}

function prefixOf(worlds: readonly World[]): string | null | { unknown: string } {
  const values = worlds.map((world) => world.variables.get('table_prefix'));
  const texts = new Set(values.map((value) => (value?.kind === 'unknown' ? undefined : stringOf(value))));
  const [text] = texts;
  if (texts.size === 1 && text !== undefined) return text;
  const reason = values.find((value) => value?.kind === 'unknown');
  return { unknown: reason?.kind === 'unknown' ? reason.why.sentence : 'it depends on a condition' };
}
