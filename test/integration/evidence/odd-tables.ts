import { execFile } from 'node:child_process';
import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise';
import type { Fleet } from '../../fleet/fleet.ts';
import { program } from '../../fleet/processes/program.ts';
import type { FleetSite } from '../../fleet/site.ts';

export async function admin(fleet: Fleet, database?: string): Promise<Connection> {
  const { host, port, admin: account } = fleet.db;
  return createConnection({ host, port, ...account, ...(database ? { database } : {}), multipleStatements: true });
}

/** What a dump must bring back: bytes, four-byte letters, NULLs, zero dates, floats, keys of all kinds, generated columns, odd names. */
export async function plantOddTables(site: FleetSite): Promise<void> {
  const { host, port, user, password, name } = site.db;
  const db = await createConnection({ host, port, user, password, database: name, multipleStatements: true });
  await db.query(`SET SQL_MODE='', TIME_ZONE='+00:00'`);
  await db.query(`
CREATE TABLE odd_bytes (id BIGINT UNSIGNED PRIMARY KEY, b LONGBLOB, v VARBINARY(300), bits BIT(9), t TEXT CHARACTER SET latin1, j JSON);
CREATE TABLE odd_kinds (a VARCHAR(20) COLLATE utf8mb4_bin, b INT, f FLOAT, d DOUBLE, n DECIMAL(30,10), y YEAR, z DATETIME(6), ts TIMESTAMP NULL, e ENUM('x','it''s'), s SET('p','q'),
  made INT GENERATED ALWAYS AS (b * 2) STORED, virt VARCHAR(50) GENERATED ALWAYS AS (CONCAT(a, '!')) VIRTUAL, PRIMARY KEY (a, b));
CREATE TABLE odd_nokey (x INT, y VARCHAR(100));
CREATE TABLE \`odd name "it's" \`\`back\`\` ünï\` (\`we ird\` INT PRIMARY KEY, \`sel\`\`ect\` TEXT);
CREATE TABLE odd_old (id INT PRIMARY KEY, t TEXT) ENGINE=MyISAM;
CREATE TABLE odd_empty (id INT PRIMARY KEY);
CREATE TABLE odd_pages (id INT PRIMARY KEY, filler TEXT);
CREATE VIEW odd_view AS SELECT id, HEX(v) AS h FROM odd_bytes;
CREATE TRIGGER odd_trigger BEFORE INSERT ON odd_nokey FOR EACH ROW SET NEW.x = NEW.x + 1;
CREATE EVENT odd_event ON SCHEDULE EVERY 1 YEAR STARTS '2037-01-01 00:00:00' DO DELETE FROM odd_empty;
CREATE PROCEDURE odd_procedure() BEGIN SELECT 1; SELECT 2; END;
CREATE FUNCTION odd_function(x INT) RETURNS INT DETERMINISTIC RETURN x + 1;`);
  const every = Buffer.from(Array.from({ length: 256 }, (_value, at) => at));
  await db.query(
    "INSERT INTO odd_bytes VALUES (?, ?, ?, b'101010101', ?, ?), (0, NULL, NULL, NULL, NULL, NULL), (7, '', '', b'0', '', '{}')",
    [
      '18446744073709551615',
      Buffer.concat([every, Buffer.alloc(3_000_000, 0x27)]),
      every,
      'café \\ \' " % \n\r\t',
      '{"a": "\\u0000é"}',
    ],
  );
  await db.query(
    "INSERT INTO odd_kinds (a, b, f, d, n, y, z, ts, e, s) VALUES ('a', 1, 0.1, 1e-300, 12345678901234567890.0123456789, 1999, '2024-02-29 23:59:59.123456', '2001-09-09 01:46:40', 'it''s', 'p,q'), ('a', 2, 3.4e38, -0.0, -1, 0, '0000-00-00', NULL, 'x', ''), ('A🔑', -5, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)",
  );
  await db.query("INSERT INTO odd_old VALUES (1, 'old'), (2, NULL)");
  await db.query("INSERT INTO odd_nokey VALUES (1, 'one'), (1, 'one'), (NULL, NULL)");
  await db.query("INSERT INTO `odd name \"it's\" ``back`` ünï` VALUES (1, 'x;y?z -- no'), (2, ?)", ['\u0000\u001a\\']);
  await db.query("INSERT INTO odd_pages SELECT seq, REPEAT(CONCAT('🔑', seq), 40) FROM seq_1_to_12000");
  await db.end();
}

/** Reads SQL into a new database by MariaDB's own client. */
export async function restore(fleet: Fleet, name: string, pieces: readonly Buffer[]): Promise<void> {
  const db = await admin(fleet);
  await db.query(`CREATE DATABASE \`${name}\` CHARACTER SET utf8mb4`);
  await db.end();
  const { host, port, admin: account } = fleet.db;
  const words = [
    '--no-defaults',
    `--host=${host}`,
    `--port=${port}`,
    `--user=${account.user}`,
    `--password=${account.password}`,
    '--binary-mode',
    '--max-allowed-packet=64M',
    name,
  ];
  for (const piece of pieces)
    await new Promise<void>((resolve, reject) => {
      const child = execFile(program('mariadb', 'mariadb-client'), words, (error, _out, said) =>
        error ? reject(new Error(said)) : resolve(),
      );
      child.stdin?.end(piece);
    });
}

/** What each table holds, as the server sums it up. */
export async function checksums(fleet: Fleet, database: string, begin = ''): Promise<Record<string, unknown>> {
  const db = await admin(fleet, database);
  const [tables] = await db.query<RowDataPacket[]>(
    "SELECT TABLE_NAME AS name FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE = 'BASE TABLE' ORDER BY 1",
  );
  const sums: Record<string, unknown> = {};
  for (const { name } of tables.filter((table) => String(table.name).startsWith(begin))) {
    const [[sum]] = await db.query<RowDataPacket[]>(
      `CHECKSUM TABLE \`${String(name).replaceAll('`', '``')}\` EXTENDED`,
    );
    const [[definition]] = await db.query<RowDataPacket[]>(
      `SHOW CREATE TABLE \`${String(name).replaceAll('`', '``')}\``,
    );
    sums[name] = [sum?.Checksum, String(definition?.['Create Table']).replace(/ AUTO_INCREMENT=\d+/, '')];
  }
  await db.end();
  return sums;
}

/** Names of views, triggers, events and routines. */
export async function storedCode(fleet: Fleet, database: string): Promise<string[]> {
  const db = await admin(fleet, database);
  const [rows] = await db.query<RowDataPacket[]>(
    "SELECT CONCAT('view ', TABLE_NAME) AS what FROM information_schema.VIEWS WHERE TABLE_SCHEMA = DATABASE() UNION SELECT CONCAT('trigger ', TRIGGER_NAME) FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = DATABASE() UNION SELECT CONCAT('event ', EVENT_NAME) FROM information_schema.EVENTS WHERE EVENT_SCHEMA = DATABASE() UNION SELECT CONCAT(LOWER(ROUTINE_TYPE), ' ', ROUTINE_NAME, ' ', ROUTINE_DEFINITION) FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = DATABASE() ORDER BY 1",
  );
  await db.end();
  return rows.map(({ what }) => String(what));
}
