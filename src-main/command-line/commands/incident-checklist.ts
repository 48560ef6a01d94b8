import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { ownChecklist } from '../../contract/checklist.ts';
import { ResaltError } from '../../contract/failures.ts';
import type { ExitCode } from '../exit-codes.ts';
import { type Invocation, withEngine } from '../invocation.ts';
import type { Register } from '../program.ts';
import { readGivenFile } from '../read-given-file.ts';
import { table } from '../table.ts';
import { answer, say } from '../terminal.ts';
import { unlock } from '../unlock.ts';
import { count } from '../words.ts';

/** The checklist that the next incident gets, and an agency's own file. */
export function registerIncidentChecklist(incident: Command, register: Register): void {
  const checklist = incident.command('checklist').description('the steps that the next incident gets');
  register(checklist.command('show', { isDefault: true }).description('show them'), showChecklist);
  const exporting = checklist
    .command('export')
    .description('write what you changed of it into a file that is not there yet, as JSON');
  register(exporting.argument('<file>'), exportChecklist);
  const using = checklist
    .command('use')
    .description('take such a file: steps hidden with a reason, and steps of your own');
  register(using.argument('<file>'), takeChecklist);
}

function showChecklist(invocation: Invocation): Promise<ExitCode> {
  const { terminal } = invocation;
  return withEngine<ExitCode>(invocation, async (engine) => {
    await unlock(invocation, engine);
    const { checklist, own, misfit } = await engine.call.checklist.get({});
    if (invocation.json) answer(terminal, { checklist, own, ...(misfit === undefined ? {} : { misfit }) });
    else {
      if (misfit !== undefined)
        say(terminal, `Your own file does not fit this Resalt, and none of it is used: ${misfit}`, 'red');
      const mine = new Set(own.add.map(({ step }) => step.id));
      table(
        terminal,
        terminal.out,
        ['Step', 'What', 'By', 'Each site', 'After'],
        checklist.steps.map(({ id, title, who, per, after }) => [
          ...[id, mine.has(id) ? `${title} (yours)` : title, who, per === 'site' ? 'yes' : 'once', after.join(', ')],
        ]),
      );
      for (const { step, reason } of checklist.hidden) say(terminal, `Hidden: ${step.title} (${step.id}): ${reason}`);
      say(
        terminal,
        `${count(checklist.steps.length, 'step')}, edition ${checklist.edition}, your revision ${checklist.revision}.`,
      );
    }
    return misfit === undefined ? 0 : 2;
  });
}

function exportChecklist(invocation: Invocation, _flags: object, file: string): Promise<ExitCode> {
  const path = resolve(invocation.terminal.cwd, file);
  return withEngine<ExitCode>(invocation, async (engine) => {
    await unlock(invocation, engine);
    const { own } = await engine.call.checklist.get({});
    await writeFile(path, `${JSON.stringify(own, null, 2)}\n`, { flag: 'wx', mode: 0o600 }).catch((error: unknown) => {
      const { code } = error as { code?: unknown };
      throw code === 'EEXIST'
        ? invalid(`${path} is there already. Say another name.`)
        : new ResaltError('NOT_WRITABLE', `${path} could not be written (${String(code)}).`);
    });
    if (invocation.json) answer(invocation.terminal, { file: path });
    else say(invocation.terminal, `Written to ${path}.`);
    return 0;
  });
}

async function takeChecklist(invocation: Invocation, _flags: object, file: string): Promise<ExitCode> {
  const { path, text } = await readGivenFile(invocation.terminal, file, 5);
  const own = readOwn(path, text);
  return withEngine<ExitCode>(invocation, async (engine) => {
    await unlock(invocation, engine);
    const { checklist } = await engine.call.checklist.set({ own });
    if (invocation.json) answer(invocation.terminal, { checklist, own });
    else
      say(
        invocation.terminal,
        `Revision ${checklist.revision}: ${count(checklist.steps.length, 'step')}, ${checklist.hidden.length} hidden. Incidents that are open keep theirs.`,
      );
    return 0;
  });
}

function readOwn(path: string, text: string) {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    throw invalid(`${path} is no JSON.`);
  }
  const { data, error } = ownChecklist.safeParse(document);
  if (data) return data;
  const [issue] = error.issues;
  throw invalid(`${path}, at ${issue?.path.join('.') || 'its beginning'}: ${issue?.message ?? 'it can’t be read'}.`);
}

const invalid = (message: string) => new ResaltError('INPUT_INVALID', message, 'never');
