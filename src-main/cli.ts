#!/usr/bin/env node
import { join } from 'node:path';
import { version } from '../package.json';
import type { Engine, Serving } from './command-line/invocation.ts';
import { runCommandLine } from './command-line/program.ts';
import type { Terminal } from './command-line/terminal.ts';
import { ResaltError } from './contract/failures.ts';

/** The engine is loaded when a command needs it, so that --help and a mistyped word answer at once. */
async function openEngine(dataDir: string): Promise<Engine> {
  const engine = await import('./engine.ts');
  return engine.openEngine({ dataDir, carrier: 'command-line' });
}

async function serve(dataDir: string, port: number): Promise<Serving> {
  const [engines, servers] = await Promise.all([import('./engine.ts'), import('./serve.ts')]);
  const engine = await engines.openEngine({ dataDir, carrier: 'browser' });
  try {
    const serving = await servers.serve({ engine, port, screens: join(import.meta.dirname, '..', 'renderer') });
    return {
      ...serving,
      onNotice: engine.onNotice,
      async close() {
        await serving.close();
        await engine.close();
      },
    };
  } catch (error) {
    await engine.close();
    throw servingFailure(error, port);
  }
}

function servingFailure(error: unknown, port: number): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'EADDRINUSE' || code === 'EACCES') {
    return new ResaltError('INPUT_INVALID', `Port ${port} can not be had: it is in use, or kept for root.`, 'safe');
  }
  if (code === 'ENOENT') return new ResaltError('INPUT_INVALID', 'The screens are not built: npm run build', 'safe');
  return error;
}

const endings = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

const terminal: Terminal = {
  input: process.stdin,
  out: process.stdout,
  err: process.stderr,
  env: process.env,
  cwd: process.cwd(),
  onInterrupt(listener) {
    for (const signal of endings) {
      // conf's file writer would send the signal once more, which would count as the second Ctrl-C. It tidies up at exit too.
      process.removeAllListeners(signal);
      process.on(signal, listener);
    }
    return () => {
      for (const signal of endings) process.off(signal, listener);
    };
  },
  leave: (code) => process.exit(code),
};

// A reader that went away (`resalt runs list | head`) is no error, and must not stop a run in work.
for (const output of [process.stdout, process.stderr]) output.on('error', () => undefined);

const code = await runCommandLine(process.argv.slice(2), terminal, { openEngine, serve, version });
process.stdout.write('', () => process.exit(code));
