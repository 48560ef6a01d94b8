import { PassThrough, type Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { splitAtEnd } from '../../../src-main/hosts/standing-shell.ts';
import type { RunningCommand } from '../../../src-main/hosts/supervise.ts';

/** A command that prints what the test says. */
function scripted() {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  let end = (_code: number | null | 'lost') => {};
  const ended = new Promise<number | null | 'lost'>((resolve) => {
    end = resolve;
  });
  const killed = { times: 0 };
  const kill = () => {
    killed.times += 1;
  };
  const command: RunningCommand = { stdin: new PassThrough(), stdout, stderr, kill, ended };
  const finish = (code: number | null | 'lost') => stdout.once('end', () => end(code)).end();
  return { command, stdout, stderr, killed, finish };
}

async function print(into: PassThrough, bytes: Buffer, at: readonly number[]): Promise<void> {
  const cuts = [0, ...at.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  for (const [index, cut] of cuts.slice(1).entries()) {
    into.write(bytes.subarray(cuts[index], cut));
    await new Promise(setImmediate);
  }
}

const collect = (stream: Readable) => buffer(stream);
const cuts = fc.array(fc.nat(), { maxLength: 8 });
/** Bytes that like to look as if the end were near. */
const output = fc
  .array(
    fc.oneof(
      fc.uint8Array({ maxLength: 30 }),
      fc.constantFrom('\n', 'end', '\nend', '\nend7 0\n', 'end 0\n', 'resalt'),
    ),
    {
      maxLength: 8,
    },
  )
  .map((parts) => Buffer.concat(parts.map((part) => Buffer.from(part))))
  .filter((bytes) => !bytes.includes('\nend '));

test('however its output is cut, the script’s is what came before the end and the shell’s what came after', async () => {
  await fc.assert(
    fc.asyncProperty(output, output, fc.nat(255), cuts, async (script, shell, code, at) => {
      const { command, stdout, killed, finish } = scripted();
      const { first, rest, stands } = splitAtEnd(command, 'end');
      const [before, after] = [collect(first.stdout), collect(rest.stdout)];
      await print(stdout, Buffer.concat([script, Buffer.from(`\nend ${code}\n`), shell]), at);
      expect(await first.ended).toBe(code);
      expect(stands()).toBe(true);
      finish(3);
      expect(await before).toEqual(script);
      expect(await after).toEqual(shell);
      expect(await rest.ended).toBe(3);
      expect([stands(), killed.times]).toEqual([false, 0]);
    }),
  );
});

test.each([0, 7, null, 'lost'] as const)(
  'without an end the script’s is all, and the shell is gone (%s)',
  async (code) => {
    await fc.assert(
      fc.asyncProperty(output, cuts, async (script, at) => {
        const { command, stdout, finish } = scripted();
        const { first, stands } = splitAtEnd(command, 'end');
        const before = collect(first.stdout);
        await print(stdout, script, at);
        finish(code);
        expect(await before).toEqual(script);
        expect(await first.ended).toBe(code);
        expect(stands()).toBe(false);
      }),
      { numRuns: 30 },
    );
  },
);

test.each(['stdout', 'stderr'] as const)(
  'a shell that talks on %s while it only stands is ended, once',
  async (where) => {
    const { command, killed, stdout, [where]: stream } = scripted();
    const { first, rest, stands, ended } = splitAtEnd(command, 'end');
    first.stdout.resume();
    stdout.write('\nend 0\n');
    await first.ended;
    for (let chunk = 0; chunk < 50; chunk += 1) {
      stream.write(Buffer.alloc(20_000));
      await new Promise(setImmediate);
    }
    await ended;
    expect([stands(), killed.times]).toEqual([false, 1]);
    expect(rest.stdout.readableLength).toBeLessThan(200_000);
  },
);

test('an end whose line never ends is no end', async () => {
  const { command, killed, stdout } = scripted();
  const { first, stands } = splitAtEnd(command, 'end');
  first.stdout.resume();
  await print(stdout, Buffer.from(`\nend ${'7'.repeat(5000)}`), [10, 20, 100, 1000]);
  expect(await first.ended).toBeNull();
  expect([stands(), killed.times]).toEqual([false, 1]);
});
