import { expect } from 'vitest';
import { type Incident, incident } from '../../../src-main/contract/incidents.ts';
import { type CliRun, startCli } from '../built-cli.ts';

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
  /** All that was printed so far. */
  readonly printed: string[];
}

export function byCommandLine(dataDir: string, name: string): ByCommandLine {
  const printed: string[] = [];
  async function say(words: string[], codes: readonly number[] = [0]): Promise<Ended> {
    const ended = await startCli(dataDir, words).ended;
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
      const { code, out, err } = await startCli(dataDir, [...words, '--json']).ended;
      expect(code, err).toBe(0);
      return JSON.parse(out) as Record<string, unknown>;
    },
    tell: async (what, ...words) => incident.parse(await ask(['incident', what, name, ...words], [0, 1])),
    show: async () => incident.parse(await ask(['incident', 'show', name])),
    async killed(words, when) {
      const run = startCli(dataDir, words);
      const first = await Promise.race([run.ended.then(() => 'over'), when(run).then(() => 'now')]);
      run.child.kill('SIGKILL');
      const { out, err } = await run.ended;
      printed.push(out, err);
      return first === 'now';
    },
    printed,
  };
}
