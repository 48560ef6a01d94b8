import { namesHost } from './log-names.ts';

/** A log that a server's or PHP's configuration names. */
export interface NamedLog {
  path: string;
  kind: 'access' | 'error';
  /** No other site's part names it too. */
  own: boolean;
}

interface Block {
  names: string[];
  roots: string[];
  logs: { path: string; kind: NamedLog['kind'] }[];
}

const mostBlocks = 5000;

/**
 * The logs that nginx's and Apache's configurations name for the site of these host names or this folder, and PHP's for all (`php_admin_value[error_log]`,
 * `error_log` in .user.ini). Read by their lines, not run: what comes of variables or programs ("|rotatelogs") is left out.
 */
export function logsNamedIn(
  files: readonly { path: string; text: string }[],
  { hosts, root }: { hosts: readonly string[]; root: string },
): NamedLog[] {
  const blocks = files.flatMap(({ path, text }) => blocksOf(path, text)).slice(0, mostBlocks);
  const byName = ({ names, roots }: Block) =>
    roots.includes(root) || names.some((name) => hosts.some((host) => namesHost(name, host)));
  // A WordPress in a folder of a website, where no part is of the site by its name.
  const byFolder = ({ roots }: Block) => roots.some((one) => root.startsWith(`${one}/`));
  const isMine = blocks.some(byName) ? byName : byFolder;
  const mine = blocks.filter(isMine);
  const elsewhere = new Set(blocks.filter((one) => !isMine(one)).flatMap(({ logs }) => logs.map(({ path }) => path)));
  const named = new Map<string, NamedLog>();
  for (const { path, kind } of mine.flatMap(({ logs }) => logs))
    named.set(path, { path, kind, own: !elsewhere.has(path) });
  return [...named.values()];
}

/** A block of nginx's `server` or Apache's `VirtualHost`; outside of blocks and in files of PHP there is one for the whole file. */
function blocksOf(file: string, text: string): Block[] {
  const ofPhp = /\.ini$|\/pool\.d\//.test(file);
  const around: Block = { names: [], roots: [], logs: [] };
  const blocks: Block[] = [];
  let block: Block | null = null;
  let depth = 0;
  let begun = 0;
  for (const raw of text.split('\n', 100_000)) {
    const line = raw.slice(0, 2000).trim();
    if (line.startsWith('#') || line.startsWith(';')) continue;
    if (/^server\s*\{/.test(line) || /^<VirtualHost\b/i.test(line)) {
      block = { names: [], roots: [], logs: [] };
      begun = depth;
      blocks.push(block);
    }
    take(block ?? around, line, ofPhp ? 'php' : 'server');
    // Apache writes its variables in braces.
    const braces = line.replace(/\$\{\w*\}/g, '');
    depth += (braces.match(/\{/g)?.length ?? 0) - (braces.match(/\}/g)?.length ?? 0);
    if (block && (/^<\/VirtualHost>/i.test(line) || (depth <= begun && braces.includes('}')))) block = null;
  }
  return [...blocks, around];
}

function take(block: Block, line: string, of: 'php' | 'server'): void {
  if (of === 'php') {
    const [, path] = /^(?:php_(?:admin_)?value\[)?error_log\]?\s*=\s*"?(\/[^"\s]+)"?$/.exec(line) ?? [];
    if (path) block.logs.push({ path, kind: 'error' });
    return;
  }
  // nginx may have several directives on one line.
  for (const part of line.replace(/^server\s*\{/, '').split(';')) {
    const [name = '', ...words] = part.trim().split(/\s+/, 60);
    const plain = words.map((word) => word.replace(/^["']|["']$/g, ''));
    const directive = name.toLowerCase();
    if (/^server_?(name|alias)$/.test(directive)) block.names.push(...plain.map((word) => word.toLowerCase()));
    else if (directive === 'root' || directive === 'documentroot') block.roots.push(...roots(plain[0]));
    else if (directive in kinds) {
      const path = pathOf(plain[0] ?? '');
      if (path) block.logs.push({ path, kind: kinds[directive] ?? 'access' });
    }
  }
}

const kinds: Record<string, NamedLog['kind']> = {
  access_log: 'access',
  customlog: 'access',
  transferlog: 'access',
  error_log: 'error',
  errorlog: 'error',
};

const roots = (path: string | undefined) =>
  path?.startsWith('/') && path.length > 1 ? [path.replace(/\/+$/, '')] : [];

/** Debian's and Red Hat's own names for where Apache's logs are. */
function pathOf(written: string): string | null {
  const path = written.replace(/^\$\{?APACHE_LOG_DIR\}?/, '/var/log/apache2').replace(/^logs\//, '/var/log/httpd/');
  return path.startsWith('/') && !/[$|\0]/.test(path) ? path : null;
}
