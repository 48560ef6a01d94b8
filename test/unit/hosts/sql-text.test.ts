import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { readAnswer } from '../../../src-main/hosts/shell-answer.ts';
import { identifier, resultCharset, sqlText } from '../../../src-main/hosts/sql-text.ts';

test('values become literals that hold no byte of theirs', () => {
  const values = ["a'b", '', Buffer.from([0, 255]), Buffer.alloc(0), null, -3, 7n];
  expect(sqlText({ sql: 'x ? ? ? ? ? ? ?', values })).toBe("x _utf8mb4 0x612762 _utf8mb4'' 0x00ff x'' NULL (-3) 7");
});

test('no text can leave its literal', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(sqlText({ sql: '?', values: [text] })).toMatch(/^_utf8mb4(''| 0x([0-9a-f]{2})+)$/);
    }),
  );
});

test('a table name is quoted, or refused', () => {
  expect(identifier('wp_2_usermeta')).toBe('`wp_2_usermeta`');
  for (const name of ['', 'a`b', 'a b', 'a.b', 'a\0', "a'", 'x'.repeat(65), 'é'])
    expect(() => identifier(name)).toThrow(/refuses/);
});

test('a charset of a site is a word, or refused', () => {
  expect([resultCharset(undefined), resultCharset('UTF8')]).toEqual(['utf8mb4', 'utf8']);
  for (const name of ["utf8'", 'utf8; DROP', '', 'a'.repeat(17)]) expect(() => resultCharset(name)).toThrow(/charset/);
});

const TWO = [{ sql: '', columns: ['a', 'b'] }, { sql: '' }];

test('an answer of a shell route is read to the byte', () => {
  const [rows, change] = readAnswer(Buffer.from('00FF\tNULL\n\t41\n=\t-1\n=\t3\n'), TWO);
  expect(rows).toEqual({
    rows: [
      { a: Buffer.from([0, 255]), b: null },
      { a: Buffer.alloc(0), b: Buffer.from('A') },
    ],
    affected: 0,
  });
  expect(change).toEqual({ rows: [], affected: 3 });
});

test('half an answer is not a whole one, and a strange one is none', () => {
  expect(readAnswer(Buffer.from('00\t01\n=\t-1\n=\t3'), TWO)).toHaveLength(1);
  for (const strange of [
    '0\t1\n',
    '00\n',
    'zz\t00\n',
    '=\tx\n',
    '=\t1\n=\t1\n=\t1\n',
    '=\t1\n00\t00\n',
    'Warning: x\n',
  ])
    expect(() => readAnswer(Buffer.from(strange), TWO)).toThrow(/can't read/);
});

describe('a quoted text', () => {
  it('is one literal whatever is in it, quotes, question marks and semicolons too', () => {
    const sql = 'ALTER USER u IDENTIFIED BY ? RETAIN CURRENT PASSWORD';
    expect(sqlText({ sql, values: [{ quoted: `a'b\\c?d;e"` }] })).toBe(
      `ALTER USER u IDENTIFIED BY 'a\\'b\\\\c?d;e"' RETAIN CURRENT PASSWORD`,
    );
    expect(() => sqlText({ sql, values: [{ quoted: 'a\0b' }] })).toThrow();
  });
});
