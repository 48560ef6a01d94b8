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

/**
 * How many round trips `far` (through the proxy) takes in sequence. `near` is the same work without the proxy: what the machine
 * itself needs. The best of some attempts counts, since a busy machine can only add: of more than some where it is more than `wanted`.
 */
export async function roundTrips(
  proxy: DelayProxy,
  far: () => Promise<unknown>,
  near: () => Promise<unknown>,
  wanted: number,
): Promise<number> {
  const best = { far: Number.POSITIVE_INFINITY, near: Number.POSITIVE_INFINITY };
  let trips = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < 4 || (trips > wanted && attempt < 40); attempt++) {
    best.near = Math.min(best.near, await elapsed(near));
    best.far = Math.min(best.far, await elapsed(far));
    trips = Math.round((best.far - best.near) / proxy.roundTripMs);
  }
  return trips;
}

async function elapsed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}
