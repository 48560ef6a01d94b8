import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { parseSync } from 'vite';

export interface Import {
  /** Path of the importing file from the root, "src-main/runs/runs.ts". */
  from: string;
  /** Path from the root for a file of ours, otherwise the specifier as written. */
  to: string;
  ours: boolean;
  typeOnly: boolean;
}

export function sourceFiles(root: string, folders: string[]): string[] {
  return folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.tsx?$/.test(name))
      .map((name) => posix.join(folder, name)),
  );
}

export function importsOf(root: string, file: string): Import[] {
  return importsIn(file, readFileSync(join(root, file), 'utf8'));
}

/** Every way in which TypeScript can name another file: import, export from, import(), import types, require. */
export function importsIn(file: string, source: string): Import[] {
  const { program, errors } = parseSync(file, source);
  if (errors.length > 0) throw new Error(`${file}: ${errors[0]?.message}`);
  const found: Import[] = [];
  const add = (specifier: string, typeOnly: boolean) => {
    const ours = specifier.startsWith('.');
    const to = ours ? posix.join(posix.dirname(file), specifier) : specifier;
    found.push({ from: file, to, ours, typeOnly });
  };
  walk(program, (node) => {
    const named = specifierOf(node);
    if (named) add(named.specifier, named.typeOnly);
  });
  return found;
}

type Node = Record<string, unknown> & { type: string };

function walk(value: unknown, visit: (node: Node) => void): void {
  if (Array.isArray(value)) for (const item of value) walk(item, visit);
  else if (typeof value === 'object' && value !== null) {
    if ('type' in value && typeof value.type === 'string') visit(value as Node);
    for (const child of Object.values(value)) walk(child, visit);
  }
}

const computed = '(computed)';

function specifierOf(node: Node): { specifier: string; typeOnly: boolean } | null {
  switch (node.type) {
    case 'ImportDeclaration':
      return { specifier: literal(node.source), typeOnly: node.importKind === 'type' || onlyTypes(node.specifiers) };
    case 'ExportNamedDeclaration':
    case 'ExportAllDeclaration':
      return node.source ? { specifier: literal(node.source), typeOnly: node.exportKind === 'type' } : null;
    case 'ImportExpression':
    case 'TSImportType':
      return { specifier: literal(node.source ?? node.argument), typeOnly: node.type === 'TSImportType' };
    case 'TSExternalModuleReference':
      return { specifier: literal(node.expression), typeOnly: false };
    case 'CallExpression': {
      const isRequire = (node.callee as Node).type === 'Identifier' && (node.callee as Node).name === 'require';
      return isRequire ? { specifier: literal((node.arguments as unknown[])[0]), typeOnly: false } : null;
    }
    default:
      return null;
  }
}

/** `import { type A, type B }`: with verbatimModuleSyntax the file is still loaded unless every name is a type. */
function onlyTypes(specifiers: unknown): boolean {
  const names = specifiers as Node[];
  return names.length > 0 && names.every((name) => name.importKind === 'type');
}

function literal(node: unknown): string {
  const value = (node as { value?: unknown; literal?: { value?: unknown } } | undefined) ?? {};
  const text = value.value ?? value.literal?.value;
  return typeof text === 'string' ? text : computed;
}
