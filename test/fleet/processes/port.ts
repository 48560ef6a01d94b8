import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';

/**
 * A TCP port that is free on every address of this machine at this moment. Of those below what the system gives to outgoing
 * connections: one of them, of whatever program, could take it before its server does, or while its server is down.
 */
export async function freePort(): Promise<number> {
  for (let tries = 1; ; tries += 1) {
    const port = randomInt(10_000, firstOutgoing());
    const error = await triedOn(port);
    if (!error) return port;
    if (error.code !== 'EADDRINUSE' || tries === 100) throw error;
  }
}

/** At least so many ports to choose from, also where the system gives nearly all of them to outgoing connections. */
function firstOutgoing(): number {
  const range = readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'latin1');
  return Math.max(Number.parseInt(range, 10) || 0, 20_000);
}

function triedOn(port: number): Promise<NodeJS.ErrnoException | null> {
  return new Promise((resolve) => {
    const server = createServer().once('error', resolve);
    server.listen(port, '0.0.0.0', () => server.close(() => resolve(null)));
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
