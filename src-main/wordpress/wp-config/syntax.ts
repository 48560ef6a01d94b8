import phpParser from 'php-parser';
import { type ByteString, bytesToString } from '../byte-string.ts';
import type { Span } from './world.ts';

/** A node of php-parser, read tolerantly: its own types name fewer fields than it has. */
export interface Node {
  kind: string;
  loc?: { start: { offset: number; line: number }; end: { offset: number } };
  [field: string]: unknown;
}

export interface Source {
  path: string;
  /** What PHP calls __FILE__. */
  realPath: string;
  text: ByteString;
  statements: Node[];
  /** Functions declared anywhere in the file, by lower-case name; and classes. */
  functions: ReadonlyMap<string, Node>;
  classes: ReadonlyMap<string, Node>;
  /** `use function a\b as c`: c -> b, in lower case. */
  aliases: ReadonlyMap<string, string>;
  /** Every plain string in the file. */
  literals: readonly { value: string; start: number; end: number }[];
}
export type Parsing = { ok: true; source: Source } | { ok: false; problem: string };

const sizeLimit = 2 * 1024 * 1024;

/** Parses a PHP file. What the parser can't read, although PHP may, is a problem; nothing is guessed from patterns. */
export function parsePhp(path: string, realPath: string, bytes: Buffer): Parsing {
  if (bytes.length > sizeLimit) return { ok: false, problem: 'is larger than 2 MB' };
  const text = bytesToString(bytes);
  try {
    engine ??= newEngine();
    const program = engine.parseCode(text, path) as unknown as Node;
    const statements = nodes(program.children);
    const problem = shortTagProblem(statements) ?? (nodes(program.errors).length > 0 ? 'has a syntax error' : null);
    if (problem !== null) return { ok: false, problem };
    return { ok: true, source: { path, realPath, text, statements, ...declarations(statements) } };
  } catch {
    // What a parser that stopped half-way still holds must not reach the next file.
    engine = null;
    // The parser's own message may quote the file.
    return { ok: false, problem: 'has code that Resalt\u2019s PHP parser can\u2019t read' };
  }
}

/** Kept from file to file: making one takes longer than parsing a small configuration. */
let engine: ReturnType<typeof newEngine> | null = null;

function newEngine() {
  return new phpParser.Engine({
    parser: { extractDoc: false, suppressErrors: false, version: '8.3' } as object,
    ast: { withPositions: true },
    lexer: { short_tags: false, asp_tags: false, all_tokens: false } as object,
  });
}

/** `<?` without php is code or text, depending on php.ini. */
function shortTagProblem(statements: Node[]): string | null {
  const found = statements.some((node) => node.kind === 'inline' && /<\?(?!xml|=)/i.test(String(node.raw)));
  return found ? 'uses short open tags (<?), which PHP reads as code or as text depending on its settings' : null;
}

function declarations(statements: Node[]): Pick<Source, 'functions' | 'classes' | 'aliases' | 'literals'> {
  const functions = new Map<string, Node>();
  const classes = new Map<string, Node>();
  const aliases = new Map<string, string>();
  const literals: { value: string; start: number; end: number }[] = [];
  for (const node of statements.flatMap(walk)) {
    const name = nameOf(node.name)?.toLowerCase();
    if (node.kind === 'function' && name) functions.set(name, node);
    if (node.kind === 'class' && name) classes.set(name, node);
    if (node.kind === 'usegroup') {
      for (const item of nodes(node.items)) {
        const short = nameOf(item.name)?.toLowerCase().split('\\').pop() ?? '';
        aliases.set(nameOf(item.alias)?.toLowerCase() ?? short, short);
      }
    }
    if (node.kind === 'string' && node.loc) {
      literals.push({ value: String(node.value), start: node.loc.start.offset, end: node.loc.end.offset });
    }
  }
  return { functions, classes, aliases, literals };
}

/** Every node below, itself first. */
export function walk(node: Node): Node[] {
  const found: Node[] = [];
  gather(node, found);
  return found;
}

function gather(node: Node, found: Node[]): void {
  found.push(node);
  for (const field of Object.keys(node)) {
    const value = node[field];
    if (typeof value !== 'object' || value === null || field === 'loc') continue;
    if (isNode(value)) gather(value, found);
    else if (Array.isArray(value)) for (const item of value) if (isNode(item)) gather(item, found);
  }
}

export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Node).kind === 'string';
}

export function nodes(value: unknown): Node[] {
  return Array.isArray(value) ? value.filter(isNode) : [];
}

export function child(node: Node, field: string): Node | null {
  const value = node[field];
  return isNode(value) ? value : null;
}

/** The text of an identifier or name, without a leading backslash; null for anything computed. */
export function nameOf(value: unknown): string | null {
  if (typeof value === 'string') return value.replace(/^\\/, '');
  if (isNode(value) && typeof value.name === 'string') return value.name.replace(/^\\/, '');
  return null;
}

export function spanOf(source: Source, node: Node): Span {
  const { loc } = node;
  return {
    path: source.path,
    line: loc?.start.line ?? 0,
    start: loc?.start.offset ?? -1,
    end: loc?.end.offset ?? -1,
  };
}

export function sliceOf(source: Source, span: Pick<Span, 'start' | 'end'>): ByteString {
  return source.text.slice(span.start, span.end);
}
