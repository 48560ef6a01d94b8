import { callConfig, callDotenv, dotenvOf } from './config-libraries.ts';
import { type Context, declared, type Flow, type Frame, forgetAssumed } from './context.ts';
import { define } from './define.ts';
import { printable } from './environment.ts';
import { evaluateAll, mayDefine } from './expressions.ts';
import { builtInFunctions } from './functions.ts';
import { callOwnMethod, inline } from './own-functions.ts';
import { stringOf } from './scalars.ts';
import { child, type Node, nameOf, nodes, spanOf } from './syntax.ts';
import { computed, forgetAllVariables, forgetVariables } from './variables.ts';
import { known, unknown, type Value, type World } from './world.ts';

export interface Call {
  node: Node;
  arguments: Node[];
  values: Value[];
  world: World;
  frame: Frame;
  context: Context;
}

/** A call of a function, a method or a closure. */
export function callExpression(node: Node, world: World, frame: Frame, context: Context): Flow[] {
  const what = child(node, 'what');
  const list = argumentsOf(node);
  if (!what) return [{ world, value: computed(node, frame) }];
  const object = /propertylookup$/.test(what.kind) ? child(what, 'what') : null;
  const first = object ?? (what.kind === 'name' || what.kind === 'staticlookup' ? null : what);
  return evaluateAll(first ? [first, ...list] : list, world, frame, context).flatMap(({ world: next, values }) => {
    if (next.ended) return [{ world: next, value: known(null) }];
    const target = first ? values[0] : undefined;
    const call: Call = { node, arguments: list, values: first ? values.slice(1) : values, world: next, frame, context };
    if (what.kind === 'name') return callFunction(nameOf(what)?.toLowerCase() ?? '', call);
    if (what.kind === 'staticlookup') return callStatic(what, call);
    return callMethod(object ? (nameOf(child(what, 'offset')) ?? '') : null, target, call);
  });
}

/** Named arguments of define() in the order that PHP gives them. */
function argumentsOf(node: Node): Node[] {
  const list = nodes(node.arguments);
  const named = new Map(
    list.map((item) => [item.kind === 'namedargument' ? String(item.name) : '', child(item, 'value')]),
  );
  const [name, value] = [named.get('constant_name'), named.get('value')];
  if (name && value) return [name, value];
  return list.map((item) => (item.kind === 'namedargument' ? (child(item, 'value') ?? item) : item));
}

function callFunction(qualified: string, call: Call): Flow[] {
  const written = qualified.split('\\').pop() ?? '';
  const name = call.frame.source.aliases.get(qualified) ?? written;
  const own = declared(call.context, 'functions', name);
  if (own) return inline(own, call);
  if (name === 'define') return callDefine(call);
  const builtIn = builtInFunctions[name];
  if (builtIn) return builtIn(call);
  return followed(name, call);
}

/** A function of PHP itself that Resalt does not model: it may write to variables that it is handed. */
function followed(name: string, call: Call): Flow[] {
  const { node, frame } = call;
  // What runs at the end comes too late for salts.
  const world = name === 'register_shutdown_function' ? call.world : withCallbacks(call, name);
  for (const argument of call.arguments)
    if (!/^(closure|arrowfunc)$/.test(argument.kind)) forgetVariables(argument, world, frame);
  if (name === 'putenv') forgetAssumed(world, /env/i);
  if (/^(mb_)?parse_str$/.test(name) && call.arguments.length === 1) forgetAllVariables(node, world, frame);
  return [{ world, value: computed(node, frame) }];
}

/** A function that is handed `define`, or a closure that defines, may define anything; handlers run later, if at all. */
function withCallbacks({ node, values, world, frame }: Call, name = ''): World {
  const risky = values.some(
    (value) =>
      (value.kind === 'closure' && value.defines) || stringOf(value)?.toLowerCase().replace(/^\\/, '') === 'define',
  );
  const later = /^(spl_autoload_register|set_(error|exception)_handler|ob_start|add_(action|filter))$/.test(name);
  return risky ? opaque(node, world, frame, 'calls define() through another function', !later) : world;
}

export function opaque(node: Node, world: World, frame: Frame, what: string, defines: boolean): World {
  const at = spanOf(frame.source, node);
  const why = { sentence: `line ${at.line} of ${at.path} ${what}`, line: at.line, path: at.path };
  return { ...world, opaque: [...world.opaque, { why, defines }] };
}

function callDefine({ node, arguments: list, values, world, frame }: Call): Flow[] {
  const name = stringOf(values[0]);
  const [value, expression] = [values[1], list[1]];
  if (name === null || !value || !expression) {
    const next = opaque(node, world, frame, 'defines constants whose names are computed', true);
    return [{ world: next, value: known(true) }];
  }
  // A third argument made names case-insensitive before PHP 8.
  const folded = values[2] !== undefined && name !== name.toUpperCase() ? name.toUpperCase() : null;
  const definition = { value, expression: spanOf(frame.source, expression), at: spanOf(frame.source, node) };
  const fresh = !world.constants.has(name);
  define(name, definition, world);
  const next =
    folded === null
      ? world
      : opaque(node, world, frame, 'defines a constant whose name PHP 7 and 8 read differently', true);
  return [{ world: next, value: known(fresh) }];
}

function callStatic(what: Node, call: Call): Flow[] {
  const { node, world, frame, context, values } = call;
  const className = nameOf(child(what, 'what'))?.toLowerCase() ?? '';
  const method = nameOf(child(what, 'offset'))?.toLowerCase() ?? '';
  const short = className.split('\\').pop() ?? '';
  const own = declared(context, 'classes', className);
  if (own) return callOwnMethod(own, method, call);
  if (short === 'config' && /^(define|apply|get|remove)$/.test(method)) return callConfig(method, call);
  if (short === 'dotenv') return [{ world, value: dotenvOf(values) ?? computed(node, frame) }];
  for (const argument of call.arguments) forgetVariables(argument, world, frame);
  if (/^(env|repositorybuilder|environment)$/.test(short)) {
    const name = stringOf(values[0]);
    const value = method === 'get' && name !== null ? builtInFunctions.env?.(call)[0]?.value : undefined;
    return [{ world, value: value ?? computed(node, frame) }];
  }
  return [
    {
      world: opaque(
        node,
        withCallbacks(call),
        frame,
        `calls ${printable(className)}::${printable(method)}(), which Resalt can\u2019t see`,
        false,
      ),
      value: computed(node, frame),
    },
  ];
}

function callMethod(method: string | null, target: Value | undefined, call: Call): Flow[] {
  const { node, world, frame } = call;
  for (const argument of call.arguments) forgetVariables(argument, world, frame);
  if (method === null) {
    const risky = target?.kind === 'closure' ? target.defines : true;
    return [
      {
        world: opaque(node, world, frame, 'calls code that Resalt can\u2019t follow', risky),
        value: computed(node, frame),
      },
    ];
  }
  if (target?.kind === 'dotenv') return callDotenv(method, target, call);
  return [{ world: withCallbacks(call), value: computed(node, frame) }];
}

/** `new Foo(…)`. Only phpdotenv's object matters later. */
export function newExpression(node: Node, world: World, frame: Frame, context: Context): Flow[] {
  const list = nodes(node.arguments);
  const short = nameOf(child(node, 'what'))?.toLowerCase().split('\\').pop() ?? '';
  return evaluateAll(list, world, frame, context).map(({ world: next, values }) => {
    if (short === 'dotenv')
      return { world: next, value: dotenvOf(values) ?? { kind: 'dotenv', paths: [], firstOnly: false } };
    const own = declared(context, 'classes', short);
    const risky = own !== null && mayDefine(own.node);
    const after = risky ? opaque(node, next, frame, 'makes an object whose class defines constants', true) : next;
    return {
      world: after,
      value: unknown(
        `it comes from an object made on line ${spanOf(frame.source, node).line}`,
        spanOf(frame.source, node),
      ),
    };
  });
}
