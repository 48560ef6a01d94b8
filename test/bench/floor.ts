import { readFileSync, writeSync } from 'node:fs';
import PQueue from 'p-queue';
import { Client } from 'ssh2';

// The floor: bare ssh2, a connection per site and `true` on it. Nothing that works over SSH from one Node process can be faster.
interface Input {
  hosts: { host: string; port: number; username: string }[];
  keyPath: string;
  concurrency: number;
  /** TCP_NODELAY, else packets wait for acknowledgements, which is no work. */
  noDelay: boolean;
}

const { hosts, keyPath, concurrency, noDelay }: Input = JSON.parse(process.argv[2] ?? '');
const privateKey = readFileSync(keyPath);
const queue = new PQueue({ concurrency });
const began = performance.now();
await Promise.all(hosts.map((host) => queue.add(() => runTrue(host))));
writeSync(3, `ms=${performance.now() - began};`);

function runTrue(host: Input['hosts'][number]): Promise<void> {
  return new Promise((resolve, reject) => {
    const client = new Client();
    client.once('error', reject).once('ready', () => {
      client.exec('true', (error, channel) => {
        if (error) return reject(error);
        channel.resume().once('close', (code: number) => {
          client.end();
          if (code === 0) resolve();
          else reject(new Error(`true left with ${code}`));
        });
      });
    });
    client.connect({ ...host, privateKey });
    client.setNoDelay(noDelay);
  });
}
