import { connect, createServer } from 'node:net';

/** A TCP port that is free on every address of this machine at this moment. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '0.0.0.0', () => {
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

/** What a server says first on a TCP port or unix socket; with `say`, what it answers to that. Rejects when it refuses. */
export function hear(where: { port: number; host: string } | { path: string }, say = ''): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(where, () => socket.write(say));
    socket.setTimeout(2000, () => socket.destroy(new Error('silent')));
    socket.once('error', reject);
    socket.once('data', (data) => {
      socket.destroy();
      resolve(data.toString('latin1'));
    });
    socket.once('close', () => reject(new Error('closed without a word')));
  });
}
