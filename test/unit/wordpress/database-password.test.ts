import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accountInSql, nativeHash, newDatabasePassword } from '../../../src-main/wordpress/database-password.ts';

describe('a new database password', () => {
  it('has 40 characters that mean the same everywhere, of every kind that a server may ask for', () => {
    const made = Array.from({ length: 500 }, () => newDatabasePassword());
    for (const password of made) {
      expect(password).toMatch(/^[A-Za-z0-9][A-Za-z0-9_-]{39}$/);
      for (const kind of [/[A-Z]/, /[a-z]/, /\d/, /[-_]/]) expect(password).toMatch(kind);
    }
    expect(new Set(made).size).toBe(made.length);
  });

  it('is not made from a source that repeats itself without end', () => {
    expect(() => newDatabasePassword((size) => new Uint8Array(size))).toThrow('repeats');
  });
});

describe('the hash of mysql_native_password', () => {
  it('is what MariaDB’s PASSWORD() gives', () => {
    expect(nativeHash('old')).toBe('*CD02AC33DE7D3D2AFEDF5F2BAB51B07CDB499E79');
    expect(nativeHash('new')).toBe('*6FE2B845E049CDA9EFED8CFAF265CD29622FD852');
    expect(nativeHash('')).toBe('');
  });
});

describe('an account in SQL', () => {
  it('is quoted, with the last @ as the border', () => {
    expect(accountInSql('wp@localhost')).toBe("'wp'@'localhost'");
    expect(accountInSql('wp@home@10.0.0.%')).toBe("'wp@home'@'10.0.0.%'");
    expect(accountInSql('@localhost')).toBeNull();
  });

  it('never holds anything that ends its quotes, a statement or a placeholder', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (user, host) => {
        const sql = accountInSql(`${user}@${host}`);
        if (sql !== null) expect(sql).toMatch(/^'[^'\\"`?;\p{Cc}]+'@'[^'\\"`?;\p{Cc}@]+'$/u);
      }),
    );
  });
});
