import { type Context, type Flow, type Frame, includeCandidates, look, sourceOf } from './context.ts';
import { printable } from './environment.ts';
import { evaluate } from './expressions.ts';
import { stringOf } from './scalars.ts';
import { run } from './statements.ts';
import { child, type Node, sliceOf, spanOf } from './syntax.ts';
import { computed } from './variables.ts';
import { fork, known, type World } from './world.ts';

const depthLimit = 12;

/** include, require and their _once forms: the file runs here and now, with the same variables. */
export function includeExpression(node: Node, world: World, frame: Frame, context: Context): Flow[] {
  const target = child(node, 'target');
  if (!target) return [{ world, value: known(null) }];
  return evaluate(target, world, frame, context).flatMap((flow) => {
    if (flow.world.ended) return [flow];
    const path = stringOf(flow.value);
    const text = path ?? sliceOf(frame.source, spanOf(frame.source, target));
    if (/wp-settings\.php['")\s]*$/.test(text)) return [loadSettings(flow.world, node, frame)];
    if (isForeign(text)) return [{ world: flow.world, value: known(true) }];
    if (path === null || frame.depth >= depthLimit)
      return [blocked(node, flow.world, frame, 'a file that Resalt can\u2019t name')];
    return includePath(path, node, flow.world, frame, context);
  });
}

/** Composer's autoloader and plugins bring functions and classes; salts are not theirs to define. */
function isForeign(text: string): boolean {
  return /vendor\/autoload\.php['")\s]*$|wp-content\/plugins\//.test(text);
}

function loadSettings(world: World, node: Node, frame: Frame): Flow {
  const settings = frame.outermost ?? spanOf(frame.source, node);
  return { world: { ...world, settings, ended: 'settings' }, value: known(true) };
}

function includePath(path: string, node: Node, world: World, frame: Frame, context: Context): Flow[] {
  for (const candidate of includeCandidates(context, path, frame)) {
    const seen = look(context, candidate);
    if (seen === 'absent') continue;
    if (seen === 'unreadable')
      return [blocked(node, world, frame, `${printable(candidate)}, which can\u2019t be read`)];
    if (seen === 'unseen') return [{ world, value: known(true) }];
    return includeFile(candidate, seen, node, world, frame, context);
  }
  // A missing include is a warning, a missing require ends PHP.
  return [{ world: node.require ? { ...world, ended: 'dead' } : world, value: known(false) }];
}

function includeFile(path: string, bytes: Buffer, node: Node, world: World, frame: Frame, context: Context): Flow[] {
  if (node.once && world.included.has(path)) return [{ world, value: known(true) }];
  const parsing = sourceOf(context, path, bytes);
  if (!parsing.ok) return [blocked(node, world, frame, `${printable(path)}, which ${parsing.problem}`)];
  const next = fork(world);
  next.included.add(path);
  const inner: Frame = { ...frame, source: parsing.source, depth: frame.depth + 1, topLevel: true };
  return run(parsing.source.statements, next, inner, context).map(({ world: left, signal, value }) => ({
    world: left,
    value: signal === 'return' ? (value ?? known(null)) : known(1),
  }));
}

function blocked(node: Node, world: World, frame: Frame, what: string): Flow {
  const at = spanOf(frame.source, node);
  const why = { sentence: `line ${at.line} of ${at.path} loads ${what}`, line: at.line, path: at.path };
  return { world: { ...world, opaque: [...world.opaque, { why, defines: false }] }, value: computed(node, frame) };
}
