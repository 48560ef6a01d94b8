import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { ResaltError } from '../../contract/failures.ts';
import type { ExitCode } from '../exit-codes.ts';
import { type Engine, type Invocation, withEngine } from '../invocation.ts';
import { answer } from '../terminal.ts';
import { unlock } from '../unlock.ts';

type Knowledge = Parameters<Engine['call']['knowledge']['set']>[0];

const largestFile = 5_000_000;

/** What the agency knows as one JSON document, which `--file` takes again. */
export async function knownPlaces(invocation: Invocation, { file }: { file?: string }): Promise<ExitCode> {
  const given = file === undefined ? null : await readKnowledge(resolve(invocation.terminal.cwd, file));
  return withEngine<ExitCode>(invocation, async (engine) => {
    await unlock(invocation, engine);
    const { get, set } = engine.call.knowledge;
    answer(invocation.terminal, given === null ? await get({}) : await set(given));
    return 0;
  });
}

/** Its parts are judged by the engine. */
async function readKnowledge(path: string): Promise<Knowledge> {
  const found = await stat(path).catch(() => null);
  if (!found?.isFile()) throw refuse(`There is no file ${path} that can be read.`);
  if (found.size > largestFile) throw refuse(`${path} is larger than 5 MB.`);
  const text = await readFile(path, 'utf8').catch(() => {
    throw refuse(`${path} can not be read by this user.`);
  });
  try {
    return JSON.parse(text);
  } catch {
    throw refuse(`${path} is not JSON. Begin with what \`resalt sessions knowledge\` prints.`);
  }
}

const refuse = (message: string) => new ResaltError('INPUT_INVALID', message, 'never');
