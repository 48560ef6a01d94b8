import { createHash } from 'node:crypto';
import { createInterface } from 'node:readline';
import type { Understood } from '../../../src-main/wordpress/wp-config/answer.ts';
import { apply } from '../../../src-main/wordpress/wp-config/apply.ts';
import type { Context, Frame } from '../../../src-main/wordpress/wp-config/context.ts';
import { run } from '../../../src-main/wordpress/wp-config/statements.ts';
import { child, parsePhp, type Source, spanOf, walk } from '../../../src-main/wordpress/wp-config/syntax.ts';
import { newWorld, type Span } from '../../../src-main/wordpress/wp-config/world.ts';

/**
 * Lets a PHP process use Resalt's editor: a line of JSON in, a line out. `find` gives the bytes of a value as written, `put` the
 * file with other bytes in their place. Files and bytes travel in base64.
 */
interface Request {
  op: 'find' | 'put';
  file: string;
  type: 'constant' | 'variable';
  name: string;
  code?: string;
}

const path = '/wp-config.php';
const known = new Map<string, Map<string, Span>>();

/** Where the value of each constant and variable stands: the first definition and the last assignment, as PHP has it. */
function valuesIn(bytes: Buffer): Map<string, Span> {
  const key = createHash('sha1').update(bytes).digest('hex');
  const before = known.get(key);
  if (before) return before;
  const parsing = parsePhp(path, path, bytes);
  if (!parsing.ok) throw new Error(`The file ${parsing.problem}.`);
  const values = new Map([...constantsIn(parsing.source, bytes), ...variablesIn(parsing.source)]);
  known.clear();
  known.set(key, values);
  return values;
}

function constantsIn(source: Source, bytes: Buffer): [string, Span][] {
  const context: Context = {
    files: new Map([[path, { bytes }]]),
    siteRoot: '/',
    needs: new Set(),
    sources: new Map([[path, { ok: true, source }]]),
    notes: new Set(),
    steps: 2_000_000,
    deadline: Date.now() + 60_000,
  };
  const frame: Frame = { source, outermost: null, topLevel: true, depth: 0, repeats: false };
  const [end] = run(source.statements, newWorld(), frame, context);
  return [...(end?.world.constants ?? [])].flatMap(([name, { expression }]) =>
    expression ? [[`constant ${name}`, expression]] : [],
  );
}

function variablesIn(source: Source): [string, Span][] {
  const assigned = source.statements.flatMap(walk).filter(({ kind }) => kind === 'assign');
  return assigned.flatMap((node): [string, Span][] => {
    const [left, right] = [child(node, 'left'), child(node, 'right')];
    return left?.kind === 'variable' && right ? [[`variable ${String(left.name)}`, spanOf(source, right)]] : [];
  });
}

function answer({ op, file, type, name, code = '' }: Request): { value: string | null } {
  const before = Buffer.from(file, 'base64');
  const span = valuesIn(before).get(`${type} ${name}`);
  if (!span) return { value: null };
  if (op === 'find') return { value: before.subarray(span.start, span.end).toString('base64') };
  const text = Buffer.from(code, 'base64').toString('latin1');
  const edits = apply([{ path, start: span.start, end: span.end, text }], {
    files: new Map([[path, { bytes: before }]]),
  } as Pick<Understood, 'files'> as Understood);
  return { value: 'kind' in edits ? null : (edits[0]?.after.toString('base64') ?? null) };
}

for await (const line of createInterface({ input: process.stdin })) {
  let said: object;
  try {
    said = answer(JSON.parse(line) as Request);
  } catch (error) {
    said = { error: error instanceof Error ? error.message : 'unknown' };
  }
  process.stdout.write(`${JSON.stringify(said)}\n`);
}
