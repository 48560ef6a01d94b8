import { randomBytes } from 'node:crypto';
import { createConnection } from 'mysql2/promise';
import { sql } from '../database.ts';
import type { Mariadb } from '../processes/mariadb.ts';
import type { FleetSite } from '../site.ts';
import { hook } from './accounts.ts';
import type { Door } from './door.ts';

export const accountOf = (site: FleetSite): string => `cache_${site.db.user}`.slice(0, 32);

/** A key of a shop, an account of the database server, and what wp-config says of the site's own account. */
export async function leaveInDatabase(site: FleetSite, { host, port, admin }: Mariadb): Promise<Door[]> {
  const password = randomBytes(12).toString('base64url');
  await sql(site, keyTable);
  await sql(
    site,
    `INSERT INTO {p}woocommerce_api_keys (user_id, description, permissions, consumer_key, consumer_secret, truncated_key) VALUES (1, 'Sync', 'read_write', ?, ?, 'abcdefg')`,
    [randomBytes(32).toString('hex'), `cs_${randomBytes(20).toString('hex')}`],
  );
  const server = await createConnection({ host, port, ...admin, multipleStatements: true });
  try {
    const account = `'${accountOf(site)}'@'127.0.0.1'`;
    await server.query(
      `CREATE USER ${account} IDENTIFIED BY '${password}'; GRANT ALL ON \`${site.db.name}\`.* TO ${account}`,
    );
  } finally {
    server.destroy();
  }
  const counted = async (statement: string, ...values: string[]) =>
    Number((await sqlAsServer(statement, values))?.n) > 0;
  const sqlAsServer = async (statement: string, values: string[]) => {
    const connection = await createConnection({ host, port, ...admin, database: site.db.name });
    try {
      const [rows] = await connection.query(statement.replaceAll('{p}', site.db.prefix), values);
      return (rows as { n: unknown }[])[0];
    } finally {
      connection.destroy();
    }
  };
  return [
    {
      name: 'a key of the shop',
      trace: /WooCommerce/i,
      open: () => counted('SELECT COUNT(*) AS n FROM {p}woocommerce_api_keys'),
    },
    {
      name: 'a planned hook',
      trace: new RegExp(hook),
      open: () =>
        counted(`SELECT COUNT(*) AS n FROM {p}options WHERE option_name = 'cron' AND INSTR(option_value, ?)`, hook),
    },
    {
      name: 'an account of the database server',
      trace: new RegExp(accountOf(site)),
      open: () => letsIn(site, accountOf(site), password),
    },
    {
      name: 'the database password that the copy of wp-config tells',
      trace: /database password/i,
      open: () => letsIn(site, site.db.user, site.db.password),
    },
  ];
}

/** Whether MySQL lets this account into the site's database. */
export async function letsIn(site: FleetSite, user: string, password: string): Promise<boolean> {
  const { host, port, name: database } = site.db;
  try {
    const connection = await createConnection({ host, port, user, password, database });
    connection.destroy();
    return true;
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ER_ACCESS_DENIED_ERROR') return false;
    throw error;
  }
}

/** What a person does who may: the host's panel, or its administrator. */
export async function dropAccount(site: FleetSite, { host, port, admin }: Mariadb): Promise<void> {
  const server = await createConnection({ host, port, ...admin });
  try {
    await server.query(`DROP USER '${accountOf(site)}'@'127.0.0.1'`);
  } finally {
    server.destroy();
  }
}

const keyTable =
  'CREATE TABLE {p}woocommerce_api_keys (key_id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY, user_id BIGINT UNSIGNED NOT NULL, description VARCHAR(200), permissions VARCHAR(10) NOT NULL, consumer_key CHAR(64) NOT NULL, consumer_secret CHAR(43) NOT NULL, nonces LONGTEXT, truncated_key CHAR(7) NOT NULL, last_access DATETIME)';
