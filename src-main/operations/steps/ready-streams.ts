import type { Duplex } from 'node:stream';
import type { Host, StreamTarget } from '../../hosts/host.ts';

/** Streams to one place: the next one is opened ahead, so that nobody waits a round trip for it. */
export interface ReadyStreams {
  /** Fails as `openStream` does. The caller destroys it. */
  take(): Promise<Duplex>;
  close(): void;
}

export function readyStreams(host: Host, to: StreamTarget): ReadyStreams {
  let closed = false;
  const open = (): Promise<Duplex> => {
    const opening = host.openStream(to);
    opening.then(
      (stream) => closed && stream.destroy(),
      () => undefined, // whoever takes it hears of it
    );
    return opening;
  };
  let next = open();
  return {
    async take() {
      const mine = next;
      next = open();
      const stream = await mine;
      return stream.destroyed ? host.openStream(to) : stream;
    },
    close() {
      closed = true;
      next.then(
        (stream) => stream.destroy(),
        () => undefined,
      );
    },
  };
}
