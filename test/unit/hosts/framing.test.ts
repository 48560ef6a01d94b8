import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { framedBytes, NOISE_LIMIT } from '../../../src-main/hosts/framed-bytes.ts';
import { newMarker, remoteCommand, shellQuote } from '../../../src-main/hosts/shell-script.ts';
import { printable } from '../../../src-main/hosts/supervise.ts';

const bytes = fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array));
const cuts = fc.array(fc.nat({ max: 400 }), { maxLength: 12 });

function pieces(whole: Buffer, at: readonly number[]): Buffer[] {
  const places = [0, ...[...at].sort((a, b) => a - b).filter((place) => place <= whole.length), whole.length];
  return places.slice(1).map((place, index) => whole.subarray(places[index], place));
}

test('what follows the marker is kept, however noise and chunks fall', () => {
  fc.assert(
    fc.property(bytes, bytes, cuts, (noise, data, at) => {
      const marker = newMarker();
      const frame = framedBytes(marker, 1000);
      for (const piece of pieces(Buffer.concat([noise, Buffer.from(`${marker}\n`), data]), at))
        expect(frame.push(piece)).toBe('more');
      expect([frame.begun(), frame.bytes()]).toEqual([true, data]);
    }),
  );
});

test('no more than the limit is kept, and being over it is told', () => {
  fc.assert(
    fc.property(bytes, cuts, fc.nat({ max: 250 }), (data, at, limit) => {
      const frame = framedBytes(null, limit);
      const answers = pieces(data, at).map((piece) => frame.push(piece));
      expect(frame.bytes()).toEqual(data.subarray(0, limit));
      expect(answers.includes('full')).toBe(data.length > limit);
    }),
  );
});

test('noise without end is told too', () => {
  const frame = framedBytes('marker', 10);
  const chunk = Buffer.alloc(NOISE_LIMIT / 2, 'x');
  expect([chunk, chunk, chunk].map((noise) => frame.push(noise))).toEqual(['more', 'more', 'full']);
});

const shells = ['bash', 'dash', 'zsh', 'fish', 'csh', 'ksh'].map((name) => `/bin/${name}`).filter(existsSync);

test.each(shells)('under %s any script runs as it is written', (shell) => {
  const word = fc.string({ unit: 'binary', maxLength: 60 }).filter((text) => !text.includes('\0'));
  fc.assert(
    fc.property(word, (text) => {
      const script = `# '\\!\nprintf %s ${shellQuote(text)}; printf '\\n!%s' "$((1 + 1))"`;
      const output = execFileSync(shell, ['-c', remoteCommand(script, 'm')], { stdio: ['ignore', 'pipe', 'pipe'] });
      expect(output.toString()).toBe(`m\n${text}\n!2`);
    }),
    { numRuns: 40 },
  );
});

test('NUL has no place in a script', () => {
  expect(() => shellQuote('a\0b')).toThrow(/NUL/);
  expect(() => remoteCommand('a\0b', 'm')).toThrow(/NUL/);
});

test('shown text holds no control character but line breaks and tabs', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (array) => {
      expect(printable(Buffer.from(array))).not.toMatch(/[^\P{Cc}\n\t]|[\u202a-\u202e\u2066-\u2069]/u);
    }),
  );
});
