import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cut, pad, printable, printableJson, widthOf } from '../../../src-main/command-line/printable.ts';

const anyText = fc.string({ unit: 'binary', maxLength: 60 });

describe('text for a terminal', () => {
  it('keeps words of every script and loses what acts on a terminal', () => {
    expect(printable('Žluťoučký 日本 שלום नमस्ते 👩‍💻')).toBe('Žluťoučký 日本 שלום नमस्ते 👩‍💻');
    expect(printable('a\u001b[2Jb\u009bc\u202ed\u200ee\nf')).toBe('a�[2Jb�c�d�e f');
  });

  it('never holds control, direction or line characters, whatever comes in', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(printable(text)).not.toMatch(/[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u);
      }),
    );
  });

  it('is cut to the columns it may take, by what people see as letters', () => {
    expect([widthOf('abc'), widthOf('日本'), widthOf('👩‍💻'), widthOf('é')]).toEqual([3, 4, 2, 1]);
    expect([cut('acme-shop', 9), cut('acme-shop', 6), cut('日本語', 5), cut('日本語', 4)]).toEqual([
      'acme-shop',
      'acme-…',
      '日本…',
      '日…',
    ]);
    expect(pad('日', 4)).toBe('日  ');
    expect(cut(`a${'\u0301'.repeat(500)}b`, 10)).toBe('ab');
    fc.assert(
      fc.property(anyText, fc.integer({ min: 1, max: 40 }), (text, columns) => {
        expect(widthOf(cut(printable(text), columns))).toBeLessThanOrEqual(columns);
      }),
    );
  });

  it('in JSON means the same and is plain where a terminal would act', () => {
    const document = { name: '\u001b\u009b31m\u202e\u{e0041}\u2028é' };
    const text = printableJson(document);
    expect(JSON.parse(text)).toEqual(document);
    expect(text).not.toMatch(/(?!\n)\p{Cc}|[\p{Cf}\u2028\u2029]/u);
    fc.assert(
      fc.property(anyText, (value) => {
        expect(JSON.parse(printableJson({ [value]: value }))).toEqual({ [value]: value });
      }),
    );
  });
});
