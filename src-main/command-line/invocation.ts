import type { AppRouter } from '../contract/router.ts';
import type { Notice } from '../incidents/notice.ts';
import type { Terminal } from './terminal.ts';

/** What the command line needs of the engine (engine.ts): every procedure as a function, and an end. */
export interface Engine {
  call: ReturnType<AppRouter['createCaller']>;
  /** Salts will be changed: what does it is loaded and warmed while the vault is unlocked. */
  getReady(): void;
  close(): Promise<void>;
}

/** One command as it was called: its surroundings, the global options, and the way to the engine. */
export interface Invocation {
  terminal: Terminal;
  dataDir: string;
  json: boolean;
  yes: boolean;
  passphraseFile: string | null;
  openEngine(dataDir: string): Promise<Engine>;
  serve(dataDir: string, port: number): Promise<Serving>;
}

/** The dashboard in a browser (serve.ts) with an engine of its own. */
export interface Serving {
  port: number;
  newLink(): string;
  /** What a person should know at once. */
  onNotice(listener: (notice: Notice) => void): () => void;
  close(): Promise<void>;
}

/** Opens the engine for one command and closes it on every path. */
export async function withEngine<T>(invocation: Invocation, work: (engine: Engine) => Promise<T>): Promise<T> {
  const engine = await invocation.openEngine(invocation.dataDir);
  try {
    return await work(engine);
  } finally {
    await engine.close();
  }
}
