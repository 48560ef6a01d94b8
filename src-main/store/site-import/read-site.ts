import { site } from '../../contract/sites.ts';
import type { AcceptedRow, Column, FileRow } from './columns.ts';
import type { ReadKeyFile } from './key-file.ts';
import { holdsControls } from './quoted.ts';
import { readMysql, readSsh } from './read-access.ts';
import { refuse } from './refuse.ts';
import type { SiteDraft, SiteSecrets } from './site-draft.ts';

/** One row as a site and its secrets. Throws RowRefused. */
export async function readSite(row: FileRow, readKey: ReadKeyFile, currentUser: string): Promise<AcceptedRow> {
  if (row.malformed !== null) refuse(row.malformed);
  const draft = readDraft(row.cells, currentUser);
  return { row: row.row, draft: validate(draft), secrets: await readSecrets(row.cells, readKey) };
}

function readDraft(cells: FileRow['cells'], currentUser: string): SiteDraft {
  const cell = (column: Column) => cells.get(column) ?? null;
  const name = cell('name') ?? refuse('name is missing');
  refuseFormulas(cells);
  const ssh = readSsh(cells, currentUser);
  const mysql = readMysql(cells);
  if (!ssh && !mysql && !cell('path')) refuse('no access: it needs ssh_host, or db_host, or a path on this machine');
  return {
    name: name.normalize('NFC'),
    url: readUrl(cell('url')),
    client: cell('client')?.normalize('NFC') ?? null,
    tags: readTags(cell('tags')),
    path: cell('path'),
    tablePrefix: cell('table_prefix'),
    ssh,
    mysql,
    local: !ssh && !mysql,
  };
}

/** A user and password in the address would be shown on every screen. */
function readUrl(text: string | null): string | null {
  if (text === null) return null;
  const url = URL.canParse(text) && !holdsControls(text) ? new URL(text) : null;
  if (!url || !/^https?:$/.test(url.protocol))
    return refuse('url is not a web address that begins with http:// or https://');
  return url.username || url.password ? refuse('url must not hold a user or a password') : text;
}

const readTags = (text: string | null): string[] => [
  ...new Set(
    (text ?? '')
      .split(/[;,|]/)
      .map((tag) => tag.trim().normalize('NFC'))
      .filter((tag) => tag !== ''),
  ),
];

/** A spreadsheet runs a cell that begins so; the report that Resalt exports would carry it to someone else's. */
function refuseFormulas(cells: FileRow['cells']): void {
  for (const column of ['name', 'client', 'tags'] satisfies Column[]) {
    const words = column === 'tags' ? readTags(cells.get(column) ?? null) : [cells.get(column) ?? ''];
    if (words.some((word) => /^[=+\-@]/.test(word))) {
      refuse(`${column} begins with =, +, - or @, which a spreadsheet would run as a formula`);
    }
  }
}

const columnOfField: Record<string, Column> = {
  'ssh.host': 'ssh_host',
  'ssh.port': 'ssh_port',
  'ssh.user': 'ssh_user',
  'ssh.jumps': 'ssh_jump',
  'mysql.host': 'db_host',
  'mysql.port': 'db_port',
  'mysql.user': 'db_user',
  'mysql.database': 'db_name',
  tablePrefix: 'table_prefix',
};

/** The contract's own rules, so that nothing goes in that could not come out; its messages never hold a value. */
function validate(draft: SiteDraft): SiteDraft {
  if (draft.path !== null && holdsControls(draft.path)) refuse('path holds control characters');
  const parsed = site.safeParse({
    ...draft,
    id: 's_0000000000',
    ssh: draft.ssh && { ...draft.ssh, key: null, keyPassphrase: null, password: null },
    mysql: draft.mysql && { ...draft.mysql, password: null },
  });
  if (parsed.success) return { ...draft, name: parsed.data.name };
  const issue = parsed.error.issues[0];
  const field = issue?.path.filter((part) => typeof part === 'string').join('.') ?? '';
  const words: Record<string, string> = {
    path: 'must be an absolute folder such as /var/www/site',
    tablePrefix: 'must be letters, digits, _ and $, at most 64',
  };
  return refuse(
    `${columnOfField[field] ?? field.split('.')[0]} ${words[field] ?? issue?.message ?? 'can not be read'}`,
  );
}

async function readSecrets(cells: FileRow['cells'], readKey: ReadKeyFile): Promise<SiteSecrets> {
  const secrets: SiteSecrets = {};
  const path = cells.get('ssh_key');
  if (path !== undefined) {
    const file = await readKey(path);
    secrets.key = 'key' in file ? file.key : refuse(`ssh_key: ${file.reason}`);
  }
  const given = [
    ['keyPassphrase', 'ssh_key_passphrase'],
    ['sshPassword', 'ssh_password'],
    ['dbPassword', 'db_password'],
  ] as const;
  for (const [secret, column] of given) {
    const value = cells.get(column);
    if (value === undefined) continue;
    if (value.length > 1024 || /[\0\r\n]/.test(value))
      refuse(`${column} is longer than 1024 characters or not one line`);
    secrets[secret] = value;
  }
  return secrets;
}
