import { type Connection, createConnection, type ResultSetHeader, type RowDataPacket } from 'mysql2/promise';
import type { FleetSite } from './site.ts';

/** A connection to the site's database with the site's own account. The caller ends it. */
export function connect(site: FleetSite): Promise<Connection> {
  const { host, port, user, password, name } = site.db;
  return createConnection({ host, port, user, password, database: name });
}

/** One statement on the site's database; `{p}` stands for its table prefix. Rows of a SELECT, else an empty list. */
export async function sql(site: FleetSite, statement: string, values: unknown[] = []): Promise<RowDataPacket[]> {
  const connection = await connect(site);
  try {
    const text = statement.replaceAll('{p}', site.db.prefix);
    const [rows] = await connection.query<RowDataPacket[] | ResultSetHeader>(text, values);
    return Array.isArray(rows) ? rows : [];
  } finally {
    connection.destroy();
  }
}
