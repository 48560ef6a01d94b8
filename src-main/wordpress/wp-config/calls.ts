import { type Context, declared, type Flow, type Frame, forgetAssumed } from './context.ts';
import { define } from './define.ts';
import { loadEnvFiles, printable } from './environment.ts';
import { evaluateAll, mayDefine } from './expressions.ts';
import { builtInFunctions } from './functions.ts';
import { phpString, stringOf } from './scalars.ts';
import { run } from './statements.ts';
import { child, type Node, nameOf, nodes, type Source, spanOf, walk } from './syntax.ts';
import { computed, forgetAllVariables, forgetVariables, shareVariables } from './variables.ts';
import { known, unknown, type Value, type World } from './world.ts';

const depthLimit = 8;

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

/** Runs a function of the configuration itself, with its own variables. */
function inline({ node, source }: { node: Node; source: Source }, call: Call): Flow[] {
  const { world, frame, context } = call;
  if (frame.depth >= depthLimit) {
    return [
      { world: opaque(call.node, world, frame, 'calls too deep', mayDefine(node)), value: computed(call.node, frame) },
    ];
  }
  for (const [index, parameter] of nodes(node.arguments).entries()) {
    const given = call.arguments[index];
    if (parameter.byref && given) shareVariables(given, world);
  }
  const outer = world.variables;
  const body = child(node, 'body');
  const inner: Frame = { ...frame, source, depth: frame.depth + 1, repeats: true, topLevel: false };
  const local = new Map(
    nodes(node.arguments).map((parameter, index) => [nameOf(parameter.name) ?? '', call.values[index]]),
  );
  const bound = nodes(node.arguments).filter((parameter) => local.get(nameOf(parameter.name) ?? '') === undefined);
  return evaluateAll(
    bound.flatMap((parameter) => child(parameter, 'value') ?? []),
    world,
    inner,
    context,
  ).flatMap((flow) => {
    const defaults = bound
      .filter((parameter) => child(parameter, 'value'))
      .map((parameter) => nameOf(parameter.name) ?? '');
    const variables = new Map([...local].flatMap(([name, value]) => (value ? [[name, value] as const] : [])));
    for (const [index, name] of defaults.entries()) variables.set(name, flow.values[index] ?? known(null));
    for (const name of globalsOf(node)) variables.set(name, outer.get(name) ?? known(null));
    const started: World = { ...flow.world, variables };
    return run(nodes(body?.children), started, inner, context).map(({ world: left, signal, value }) => {
      const back = new Map(outer);
      for (const name of globalsOf(node)) back.set(name, left.variables.get(name) ?? known(null));
      const after: World = { ...left, variables: back };
      if (walk(node).some((inner) => inner.kind === 'variable' && inner.name === 'GLOBALS'))
        forgetAllVariables(node, after, frame);
      return { world: after, value: signal === 'return' ? (value ?? known(null)) : known(null) };
    });
  });
}

function globalsOf(node: Node): string[] {
  const statements = walk(node).filter((each) => each.kind === 'global');
  return statements.flatMap((each) => nodes(each.items).map((item) => String(item.name)));
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

function callOwnMethod(own: { node: Node; source: Source }, method: string, call: Call): Flow[] {
  const found = nodes(own.node.body).find(
    (each) => each.kind === 'method' && nameOf(each.name)?.toLowerCase() === method,
  );
  if (found) return inline({ node: found, source: own.source }, call);
  const next = mayDefine(own.node)
    ? opaque(call.node, call.world, call.frame, 'calls a method that can\u2019t be found', true)
    : call.world;
  return [{ world: next, value: computed(call.node, call.frame) }];
}

/** Roots\WPConfig\Config, as Bedrock uses it: the last define() counts, apply() makes them constants. */
function callConfig(method: string, { node, arguments: list, values, world, frame }: Call): Flow[] {
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

function callMethod(method: string | null, target: Value | undefined, call: Call): Flow[] {
  const { node, world, frame, context, values } = call;
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
  if (target?.kind === 'dotenv') {
    if (/^(load|safeload|overload|loadenv|bootenv)$/i.test(method)) {
      const given = values.flatMap((value) => stringOf(value) ?? []).filter((path) => path.startsWith('/'));
      loadEnvFiles(
        given.length > 0 ? given : target.paths,
        target.firstOnly,
        world,
        spanOf(frame.source, node),
        context,
      );
    }
    return [{ world, value: target }];
  }
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
