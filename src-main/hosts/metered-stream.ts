import { Duplex } from 'node:stream';

export interface MeteredStream {
  readonly stream: Duplex;
  /** Allows that many more bytes to come in from now on; the stream breaks with an error at the byte after. */
  allow(bytes: number): void;
}

export class TooManyBytes extends Error {}

/** A stream that breaks when the other side sends more than it was allowed to: libraries collect whatever comes. */
export function metered(inner: Duplex, firstAllowance: number): MeteredStream {
  let left = firstAllowance;
  const stream = new Duplex({
    allowHalfOpen: false, // as a socket: over SSH a server that hung up would else be waited for
    read: () => void inner.resume(),
    write: (chunk, encoding, done) => void inner.write(chunk, encoding, done),
    final: (done) => void inner.end(done),
    // TLS on top of this stream destroys it before it says why: its reason is to be heard before this 'close'.
    emitClose: false,
    destroy(error, done) {
      inner.destroy();
      setImmediate(() => stream.emit('close'));
      done(error);
    },
  });
  inner.on('data', (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) stream.destroy(new TooManyBytes());
    else if (!stream.destroyed && !stream.push(chunk)) inner.pause();
  });
  inner.once('end', () => stream.push(null));
  inner.on('error', (error) => stream.destroy(error));
  inner.once('close', () => stream.destroy());
  return {
    stream,
    allow(bytes) {
      left = bytes;
    },
  };
}
