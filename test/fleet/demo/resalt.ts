import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The built `resalt`, run as a user runs it: a child process with a data folder and a passphrase of this demo. */
export interface Resalt {
  readonly dataDir: string;
  readonly passphrase: string;
  /** Shows a command and what it prints. Throws when it leaves with anything but 0. */
  show(...words: string[]): Promise<void>;
  /** Shows a command and its progress, and gives the document that --json printed, whatever it leaves with. */
  read(...words: string[]): Promise<unknown>;
  /** Runs until the person presses Ctrl-C. */
  stay(...words: string[]): Promise<void>;
  remove(): Promise<void>;
}

export async function resaltAt(root: string, signal: AbortSignal): Promise<Resalt> {
  const dataDir = await mkdtemp(join(tmpdir(), 'resalt-demo-'));
  const passphrase = randomBytes(18).toString('base64url');
  const run = async (words: string[], out: 'inherit' | 'pipe'): Promise<{ code: number | null; text: string }> => {
    signal.throwIfAborted();
    process.stdout.write(`\n$ resalt ${words.join(' ')}\n`);
    const child = spawn(process.execPath, [join(root, 'out/main/cli.js'), '--data', dataDir, ...words], {
      stdio: ['inherit', out, 'inherit'],
      env: { ...process.env, RESALT_PASSPHRASE: passphrase },
    });
    let text = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    const code = await new Promise<number | null>((resolve, reject) =>
      child.once('error', reject).once('close', resolve),
    );
    return { code, text };
  };
  return {
    dataDir,
    passphrase,
    async show(...words) {
      const { code } = await run(words, 'inherit');
      if (code !== 0) throw new Error(`resalt ${words[0]} left with ${code}`);
    },
    read: async (...words) => JSON.parse((await run([...words, '--json'], 'pipe')).text),
    stay: async (...words) => void (await run(words, 'inherit')),
    remove: () => rm(dataDir, { recursive: true, force: true }),
  };
}
