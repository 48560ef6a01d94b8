/** A text for the places of SQL that take a quoted literal and no expression, as a password in ALTER USER. */
export interface Quoted {
  readonly quoted: string;
}
export type SqlValue = string | number | bigint | Buffer | Quoted | null;

/**
 * One statement; `?` stands for a value, in order. Without `columns` it answers no rows. With `columns` it is a SELECT that
 * answers exactly these names (give aliases): letters, digits and underscores. No semicolon and no `?` of another meaning.
 */
export interface Statement {
  readonly sql: string;
  readonly values?: readonly SqlValue[];
  readonly columns?: readonly string[];
  /** It is a SHOW: its columns are taken by their place, and `columns` are Resalt's names for them. */
  readonly show?: true;
}

/** Always bytes, in the charset of the target; numbers and dates as text. The caller decodes. */
export type Row = Record<string, Buffer | null>;

export interface StatementResult {
  readonly rows: Row[];
  /** Rows that the statement changed: an UPDATE that sets what was there already counts 0. A SELECT counts 0. */
  readonly affected: number;
}

export type DatabaseRoute = 'tunnel' | 'mysql-client' | 'php' | 'direct' | 'local';

/** A site's database, the same over every route. */
export interface Database {
  readonly route: DatabaseRoute;
  /**
   * All statements in one round trip (the shell routes: one command), stopping at the first that fails. Each run stands alone: no
   * transaction, variable or temporary table lasts into the next; an open transaction of a failed run is rolled back.
   * Fails with DATABASE_REFUSED, TIMED_OUT, HOST_UNREACHABLE, CANCELLED; `retry` is 'check-first' when something may have been done.
   */
  run(statements: readonly Statement[], signal?: AbortSignal): Promise<StatementResult[]>;
  close(): Promise<void>;
}

/** Host "localhost" means, as for PHP, the server's default Unix socket, whatever the port; only then 127.0.0.1 and the port. */
export type DatabaseAddress = { readonly host: string; readonly port?: number } | { readonly socketPath: string };

export type DatabaseTarget = DatabaseAddress & {
  readonly user: string;
  readonly password: string;
  readonly database: string;
  /** As MySQL's own words: `required` encrypts or fails; `verified` checks the certificate and its name as well. */
  readonly tls: 'when-offered' | 'required' | 'verified';
  /** The authority for `verified`, PEM; the machine's own list when not given. */
  readonly ca?: string;
  /** The charset that rows come in: "utf8mb4" when not given; "binary" for the bytes as stored. */
  readonly charset?: string;
};
