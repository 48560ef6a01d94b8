import { expect, it } from 'vitest';
import { untilStopped } from '../../../src-main/operations/steps/evidence/until-stopped.ts';

async function* counting(upTo: number): AsyncGenerator<Buffer> {
  for (let one = 0; one < upTo; one += 1) yield Buffer.from([one]);
}

it('hands on every byte, and ends the source where the reader leaves', async () => {
  const read: number[] = [];
  for await (const [byte = -1] of untilStopped(counting(200), new AbortController().signal)) read.push(byte);
  expect(read).toEqual(Array.from({ length: 200 }, (_, index) => index));

  let ended = false;
  async function* watched() {
    try {
      yield* counting(9);
    } finally {
      ended = true;
    }
  }
  for await (const _ of untilStopped(watched(), undefined)) break;
  expect(ended).toBe(true);
});

it('fails at once when the run is cancelled, also where the source says nothing more', async () => {
  const run = new AbortController();
  async function* silent() {
    yield Buffer.from([1]);
    await new Promise<never>(() => {});
  }
  const bytes = untilStopped(silent(), run.signal);
  await bytes.next();
  const next = bytes.next();
  run.abort();
  await expect(next).rejects.toMatchObject({ code: 'CANCELLED' });
  await expect(untilStopped(counting(1), run.signal).next()).rejects.toMatchObject({ code: 'CANCELLED' });
});
