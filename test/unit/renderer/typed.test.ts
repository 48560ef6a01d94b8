import fc from 'fast-check';
import { expect, test } from 'vitest';
import { linesIn, wordsIn } from '../../../src-renderer/words/typed.ts';

test('what was typed one a line is there once, as it was, without what stands around it', () => {
  const line = fc.stringMatching(/^[a-z0-9/._ -]{1,20}$/).map((text) => text.trim());
  fc.assert(
    fc.property(fc.array(line), (lines) => {
      const all = [...new Set(lines.filter(Boolean))];
      expect(linesIn(lines.map((one) => `  ${one}\r`).join('\n'))).toEqual(all);
    }),
  );
  expect(linesIn('anna, bram\nanna')).toEqual(['anna', 'bram']);
  expect(linesIn('/a, b.php\n/a, b.php', false)).toEqual(['/a, b.php']);
});

test('addresses may stand in any way', () =>
  expect(wordsIn(' 192.0.2.1;192.0.2.2,\n2001:db8::7 192.0.2.1 ')).toEqual(['192.0.2.1', '192.0.2.2', '2001:db8::7']));
