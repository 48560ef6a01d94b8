import type { Call } from './calls.ts';
import { opaque } from './calls.ts';
import type { Flow, Frame } from './context.ts';
import { evaluateAll, mayDefine } from './expressions.ts';
import { run } from './statements.ts';
import { child, type Node, nameOf, nodes, type Source, walk } from './syntax.ts';
import { computed, forgetAllVariables, shareVariables } from './variables.ts';
import { known, type World } from './world.ts';

const depthLimit = 8;

/** Runs a function of the configuration itself, with its own variables. */
export function inline({ node, source }: { node: Node; source: Source }, call: Call): Flow[] {
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

/** Runs a method of a class of the configuration itself, as far as it is found. */
export function callOwnMethod(own: { node: Node; source: Source }, method: string, call: Call): Flow[] {
  const found = nodes(own.node.body).find(
    (each) => each.kind === 'method' && nameOf(each.name)?.toLowerCase() === method,
  );
  if (found) return inline({ node: found, source: own.source }, call);
  const next = mayDefine(own.node)
    ? opaque(call.node, call.world, call.frame, 'calls a method that can\u2019t be found', true)
    : call.world;
  return [{ world: next, value: computed(call.node, call.frame) }];
}
