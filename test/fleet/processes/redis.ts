import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Daemon, startDaemon } from './daemon.ts';
import { freePort, hear } from './port.ts';
import { program } from './program.ts';

export interface Redis extends Daemon {
  readonly host: '127.0.0.1';
  readonly port: number;
  readonly password: string;
}

/** Redis in memory only, with a password (kept out of the process list), with `databases` numbered databases. */
export async function startRedis(dir: string, options: { password: string; databases?: number }): Promise<Redis> {
  await mkdir(dir, { recursive: true });
  const port = await freePort();
  const config = join(dir, 'redis.conf');
  const lines = [
    'bind 127.0.0.1',
    `port ${port}`,
    `dir ${dir}`,
    `requirepass ${options.password}`,
    `databases ${options.databases ?? 16}`,
    'save ""',
    'appendonly no',
  ];
  await writeFile(config, `${lines.join('\n')}\n`, { mode: 0o600 });
  const daemon = await startDaemon({
    name: 'redis-server',
    log: join(dir, 'redis.log'),
    command: [program('redis-server', 'redis-server'), config],
    answers: async () => (await hear({ host: '127.0.0.1', port }, `AUTH ${options.password}\r\n`)).startsWith('+OK'),
  });
  return { ...daemon, host: '127.0.0.1', port, password: options.password };
}
