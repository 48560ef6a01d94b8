import { ResaltError } from '../../../contract/failures.ts';

/**
 * The same bytes, until the run is cancelled: then it fails with CANCELLED at once, also while the source has nothing to say, and the piece is not kept.
 * Each wait is its own promise: one for all of them would hold every chunk of a large piece in memory.
 */
export async function* untilStopped(
  body: AsyncIterable<Uint8Array>,
  stopped: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  const source = body[Symbol.asyncIterator]();
  let stop: ((error: Error) => void) | null = null;
  const abort = () => stop?.(cancelled());
  stopped?.addEventListener('abort', abort);
  try {
    for (;;) {
      if (stopped?.aborted) throw cancelled();
      const next = await new Promise<IteratorResult<Uint8Array>>((resolve, reject) => {
        stop = reject;
        source.next().then(resolve, reject);
      });
      if (next.done) return;
      yield next.value;
    }
  } finally {
    stopped?.removeEventListener('abort', abort);
    const ended = Promise.resolve(source.return?.()).catch(() => undefined);
    // A source that is stopped in the middle of a wait ends when that is over.
    if (!stopped?.aborted) await ended;
  }
}

const cancelled = () =>
  new ResaltError(
    'CANCELLED',
    'Cancelled while evidence was being read. What was kept stays: go on with it, and the rest is read.',
    'check-first',
  );
