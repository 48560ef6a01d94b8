import { ResaltError } from '../../contract/failures.ts';
import type { ExitCode } from '../exit-codes.ts';
import { type Engine, type Invocation, withEngine } from '../invocation.ts';
import { readGivenFile } from '../read-given-file.ts';
import { answer } from '../terminal.ts';
import { unlock } from '../unlock.ts';

type Knowledge = Parameters<Engine['call']['knowledge']['set']>[0];

/** What the agency knows as one JSON document, which `--file` takes again. */
export async function knownPlaces(invocation: Invocation, { file }: { file?: string }): Promise<ExitCode> {
  const given = file === undefined ? null : await readKnowledge(invocation, file);
  return withEngine<ExitCode>(invocation, async (engine) => {
    await unlock(invocation, engine);
    const { get, set } = engine.call.knowledge;
    answer(invocation.terminal, given === null ? await get({}) : await set(given));
    return 0;
  });
}

/** Its parts are judged by the engine. */
async function readKnowledge({ terminal }: Invocation, file: string): Promise<Knowledge> {
  const { path, text } = await readGivenFile(terminal, file, 5);
  try {
    return JSON.parse(text);
  } catch {
    const next = 'Begin with what `resalt sessions knowledge` prints.';
    throw new ResaltError('INPUT_INVALID', `${path} is not JSON. ${next}`, 'never');
  }
}
