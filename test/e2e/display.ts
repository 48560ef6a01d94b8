import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

export interface Display {
  /** ":7", for DISPLAY. */
  name: string;
  close(): Promise<void>;
}

/** The display of this session, or an Xvfb of our own on a free number. */
export async function openDisplay(): Promise<Display> {
  if (process.env.DISPLAY) return { name: process.env.DISPLAY, close: async () => undefined };
  const args = ['-displayfd', '1', '-screen', '0', '1680x1050x24', '-nolisten', 'tcp'];
  const server = spawn('Xvfb', args, { stdio: ['ignore', 'pipe', 'ignore'] });
  const name = `:${await firstLine(server)}`;
  return {
    name,
    async close() {
      const gone = once(server, 'exit');
      server.kill();
      await gone;
    },
  };
}

function firstLine(server: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    server.stdout?.on('data', (chunk) => {
      text += chunk;
      if (text.includes('\n')) resolve(text.trim());
    });
    server.once('error', reject);
    server.once('exit', () => reject(new Error('Xvfb did not start: is the package xvfb installed?')));
  });
}
