import { readFile } from 'node:fs/promises';
import { createConnection } from 'mysql2/promise';
import type { Fleet } from '../../fleet/fleet.ts';
import type { FleetSite } from '../../fleet/site.ts';

/** Statements of the database server's administrator. */
export async function asAdmin(fleet: Fleet, ...statements: string[]): Promise<void> {
  const { host, port, admin } = fleet.db;
  const connection = await createConnection({ host, port, ...admin });
  try {
    for (const statement of statements) await connection.query(statement);
  } finally {
    connection.destroy();
  }
}

/** Both accounts of the site may change accounts, themselves among them. */
export const letAlter = ({ db }: FleetSite): string[] =>
  ['localhost', '127.0.0.1'].map((from) => `GRANT CREATE USER ON *.* TO '${db.user}'@'${from}'`);

export async function passwordIn({ configPath }: Pick<FleetSite, 'configPath'>): Promise<string> {
  const found = /define\( 'DB_PASSWORD', '([^']*)' \)/.exec(await readFile(configPath, 'utf8'));
  if (!found?.[1]) throw new Error('the configuration has no plain DB_PASSWORD');
  return found[1];
}

/** By which ways this password opens the site's database. */
export async function opensBy({ db }: FleetSite, password: string): Promise<string[]> {
  const ways = { socket: { socketPath: db.socket }, tcp: { host: db.host, port: db.port } };
  const open: string[] = [];
  for (const [name, way] of Object.entries(ways)) {
    const connection = await createConnection({ ...way, user: db.user, password, database: db.name }).catch((error) => {
      if (error.errno !== 1045) throw error;
      return null;
    });
    if (connection) open.push(name);
    connection?.destroy();
  }
  return open;
}
