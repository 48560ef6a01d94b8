import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Seen } from './forms.ts';

export interface ProcessSampler {
  /** When all processes that run now have been looked at. */
  looked(): Promise<void>;
  /** Ends it. Command lines of all processes that began meanwhile; their environments, but for the command line's own. */
  stop(): Promise<Seen[]>;
}

/** Starts the sampler and comes back when it looks. It ends with this process. */
export async function sampleProcesses(): Promise<ProcessSampler> {
  const sampler = join(import.meta.dirname, 'process-sampler.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', sampler], { stdio: ['pipe', 'pipe', 'inherit'] });
  const closed = once(child, 'close');
  let out = '';
  child.stdout.setEncoding('latin1').on('data', (chunk) => {
    out += chunk;
  });
  await Promise.race([once(child.stdout, 'data'), closed]);
  return {
    async looked() {
      const before = out.length;
      child.stdin.write('?');
      while (out.length === before) {
        if (child.exitCode !== null) throw new Error('The sampler ended.');
        await Promise.race([once(child.stdout, 'data'), closed]);
      }
    },
    async stop() {
      child.stdin.end();
      await closed;
      const found: { key: string; environ: string }[] = JSON.parse(out.slice(out.lastIndexOf('\n') + 1));
      return found.flatMap(({ key, environ }) => [
        { where: `command line of ${key.split('\0')[0]}`, text: key },
        // Who hands Resalt a passphrase in its environment has put it there; nobody else may have got it from there.
        ...(key.includes('out/main/cli.js') ? [] : [{ where: `environment of ${key.split('\0')[0]}`, text: environ }]),
      ]);
    },
  };
}
