import { connect, createServer, type Socket } from 'node:net';

export interface DelayProxy {
  readonly port: number;
  /** Milliseconds there and back; what elapsed divided by it is the number of round trips in sequence. */
  readonly roundTripMs: number;
  close(): Promise<void>;
}

/** A TCP proxy on every loopback address in front of a port of this machine that holds each byte for `oneWayMs`, in both directions. */
export function startDelayProxy(to: { host: string; port: number }, oneWayMs: number): Promise<DelayProxy> {
  const open = new Set<Socket>();
  const server = createServer({ noDelay: true }, (near) => {
    const far = connect({ ...to, noDelay: true });
    for (const socket of [near, far]) {
      open.add(socket);
      socket.on('error', () => {}).once('close', () => open.delete(socket));
    }
    carry(near, far, oneWayMs);
    carry(far, near, oneWayMs);
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject).listen(0, '0.0.0.0', () => {
      const address = server.address();
      resolve({
        port: typeof address === 'object' && address ? address.port : 0,
        roundTripMs: 2 * oneWayMs,
        close() {
          for (const socket of open) socket.destroy();
          return new Promise((done) => server.close(() => done()));
        },
      });
    });
  });
}

function carry(from: Socket, to: Socket, ms: number): void {
  from.on('data', (chunk) => setTimeout(() => to.writable && to.write(chunk), ms));
  from.once('end', () => setTimeout(() => to.end(), ms));
  from.once('close', () => setTimeout(() => to.destroy(), ms + 50));
}
