import { expect } from 'vitest';
import type { Engine } from '../../../src-main/command-line/invocation.ts';
import { runCommandLine } from '../../../src-main/command-line/program.ts';
import { type Incident, incident } from '../../../src-main/contract/incidents.ts';
import { openEngine } from '../../../src-main/engine.ts';
import { fakeTerminal } from '../../unit/command-line/fake-terminal.ts';
import { type CliRun, startCli } from '../built-cli.ts';
import { passphrase } from '../open-engine.ts';

export interface Ended {
  code: number | null;
  out: string;
  err: string;
}

/** One incident, worked through by `resalt` alone: every word that a person would type. */
export interface ByCommandLine {
  /** What must be so for it to go on: it leaves with one of these codes. */
  say(words: string[], codes?: readonly number[]): Promise<Ended>;
  /** The same with --json; its document. */
  ask(words: string[], codes?: readonly number[]): Promise<Record<string, unknown>>;
  /** What a person asked to see and is secret: it is not among what was printed. */
  askSecretly(words: string[]): Promise<Record<string, unknown>>;
  /** Says something of the incident and answers with it. */
  tell(what: string, ...words: string[]): Promise<Incident>;
  show(): Promise<Incident>;
  /** `kill -9` once `when` says so; false where the command was over before. */
  killed(words: string[], when: (run: CliRun) => Promise<unknown>): Promise<boolean>;
  /** In a process of its own with this in its environment, alone on the data; true where it was killed. */
  dies(words: string[], env: NodeJS.ProcessEnv): Promise<boolean>;
  /** All that was printed so far. */
  readonly printed: string[];
  close(): Promise<void>;
}

/**
 * Words run here, one engine for one command after the other: a process of its own for each would cost a second, sixty times. What is
 * killed is the built command line, alone on the data; what comes after it finds only what that left.
 */
export function byCommandLine(dataDir: string, name: string): ByCommandLine {
  const printed: string[] = [];
  let engine: Engine | null = null;
  async function close(): Promise<void> {
    await engine?.close();
    engine = null;
  }
  const parts = {
    version: '0',
    serve: () => Promise.reject(new Error('nobody serves here')),
    async openEngine(dir: string): Promise<Engine> {
      engine ??= await openEngine({ dataDir: dir, carrier: 'command-line' });
      return { call: engine.call, getReady: engine.getReady, close: () => Promise.resolve() };
    },
  };
  async function run(words: string[]): Promise<Ended> {
    const terminal = fakeTerminal({ env: { RESALT_PASSPHRASE: passphrase } });
    const code = await runCommandLine(['--data', dataDir, ...words], terminal, parts);
    return { code, ...terminal.printed };
  }
  async function say(words: string[], codes: readonly number[] = [0]): Promise<Ended> {
    const ended = await run(words);
    printed.push(ended.out, ended.err);
    expect(codes, `resalt ${words.join(' ')}: ${ended.code}\n${ended.err}\n${ended.out.slice(0, 3000)}`).toContain(
      ended.code,
    );
    return ended;
  }
  const ask = async (words: string[], codes?: readonly number[]) =>
    JSON.parse((await say([...words, '--json'], codes)).out) as Record<string, unknown>;
  return {
    say,
    ask,
    async askSecretly(words) {
      const { code, out, err } = await run([...words, '--json']);
      expect(code, err).toBe(0);
      return JSON.parse(out) as Record<string, unknown>;
    },
    tell: async (what, ...words) => incident.parse(await ask(['incident', what, name, ...words], [0, 1])),
    show: async () => incident.parse(await ask(['incident', 'show', name])),
    async killed(words, when) {
      await close();
      const alone = startCli(dataDir, words);
      const first = await Promise.race([alone.ended.then(() => 'over'), when(alone).then(() => 'now')]);
      alone.child.kill('SIGKILL');
      const { out, err } = await alone.ended;
      printed.push(out, err);
      return first === 'now';
    },
    async dies(words, env) {
      await close();
      const alone = startCli(dataDir, words, env);
      const { out, err } = await alone.ended;
      printed.push(out, err);
      return alone.child.signalCode === 'SIGKILL';
    },
    printed,
    close,
  };
}
