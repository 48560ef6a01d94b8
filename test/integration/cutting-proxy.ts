import { connect, createServer, type Socket } from 'node:net';

export interface CuttingProxy {
  readonly port: number;
  /** Every connection ends after so many more bytes from the client, from now on; null: never. */
  cutAfter(bytes: number | null): void;
  /** Bytes from the client so far. */
  readonly sent: number;
  close(): Promise<void>;
}

/** A TCP proxy before a port of this machine that cuts the connection in the middle of what the client says. */
export function startCuttingProxy(port: number): Promise<CuttingProxy> {
  const open = new Set<Socket>();
  let left: number | null = null;
  let sent = 0;
  const server = createServer({ noDelay: true }, (near) => {
    const far = connect({ host: '127.0.0.1', port, noDelay: true });
    const end = () => {
      near.destroy();
      far.destroy();
    };
    for (const socket of [near, far]) {
      open.add(socket);
      socket.on('error', () => {}).once('close', end);
    }
    far.pipe(near);
    near.on('data', (chunk: Buffer) => {
      const passes = left === null ? chunk : chunk.subarray(0, left);
      sent += passes.length;
      far.write(passes);
      if (left === null) return;
      left -= passes.length;
      if (left === 0) end();
    });
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve({
        port: typeof address === 'object' && address ? address.port : 0,
        cutAfter(bytes) {
          left = bytes;
        },
        get sent() {
          return sent;
        },
        close() {
          for (const socket of open) socket.destroy();
          return new Promise((done) => server.close(() => done()));
        },
      });
    });
  });
}
