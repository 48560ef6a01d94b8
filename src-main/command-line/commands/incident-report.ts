import { open, rm } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { ResaltError } from '../../contract/failures.ts';
import { type Audience, audiences, type ReportFormat, reportFormat } from '../../contract/reports.ts';
import type { ExitCode } from '../exit-codes.ts';
import { incidentCalled } from '../incident-called.ts';
import { type Invocation, withEngine } from '../invocation.ts';
import type { Register } from '../program.ts';
import { answer, say } from '../terminal.ts';
import { unlock } from '../unlock.ts';

const noteReaders = {
  client: 'to those whose websites they are',
  team: 'to everybody in the agency',
  authority: 'to an authority, by Article 33 of the GDPR',
} as const;
type NoteReader = keyof typeof noteReaders;

/** What goes out: reports, and notes to fill in. */
export function registerIncidentReport(incident: Command, register: Register): void {
  const report = incident
    .command('report')
    .description('write a report of what is known now into a file that is not there yet')
    .argument('<incident>', 'its id or its whole name')
    .addOption(
      new Option('--for <reader>', 'client: one page; engineer: all; record: for machines')
        .choices([...audiences])
        .default('engineer'),
    )
    .addOption(
      new Option('--as <format>', "left out: by the file's ending, else html").choices([...reportFormat.options]),
    )
    .option('--client <name>', "of this client's sites only; '' for sites without one")
    .requiredOption('--out <file>', 'where to; nothing is written over');
  register(report, writeReport);
  const note = incident
    .command('note-to')
    .description('a note to fill in and send; [...] marks what Resalt can’t know');
  for (const [to, description] of Object.entries(noteReaders)) {
    const one = note.command(to).description(description).argument('<incident>', 'its id or its whole name');
    one.option('--client <name>', "of this client's sites only; '' for sites without one");
    register(one, (invocation, flags: NoteFlags, named) => printNote(invocation, flags, to as NoteReader, named));
  }
}

interface ReportFlags {
  for: Audience;
  as?: ReportFormat;
  client?: string;
  out: string;
}

function writeReport(invocation: Invocation, flags: ReportFlags, named: string): Promise<ExitCode> {
  const { terminal } = invocation;
  const path = resolve(terminal.cwd, flags.out);
  const format = flags.as ?? reportFormat.safeParse(extname(path).slice(1).toLowerCase()).data ?? 'html';
  return withEngine<ExitCode>(invocation, async (engine) => {
    await unlock(invocation, engine);
    const { id } = await incidentCalled(engine, named);
    const { sha256, at } = await intoNewFile(path, async () => {
      const asked = { incident: id, audience: flags.for, format, client: flags.client ?? null };
      const made = await engine.call.reports.make(asked);
      return { ...made, bytes: Buffer.from(made.base64, 'base64') };
    });
    if (invocation.json) answer(terminal, { incident: id, file: path, for: flags.for, as: format, sha256, at });
    else say(terminal, `Written to ${path}. The record has its SHA-256: ${sha256}.`);
    return 0;
  });
}

/** The file is begun first: a report that has no place to go must not stand in the record. On failure there is no file. */
async function intoNewFile<T extends { bytes: Buffer }>(path: string, make: () => Promise<T>): Promise<T> {
  const file = await open(path, 'wx', 0o600).catch((error: unknown) => {
    const { code } = error as { code?: unknown };
    throw code === 'EEXIST'
      ? invalid(`${path} is there already and is not written over. Say another name.`)
      : notWritable(path, code);
  });
  try {
    const made = await make();
    await file.writeFile(made.bytes).catch((error: { code?: unknown }) => {
      throw notWritable(path, error.code);
    });
    await file.close();
    return made;
  } catch (error) {
    await file.close().catch(() => undefined);
    await rm(path, { force: true });
    throw error;
  }
}

interface NoteFlags {
  client?: string;
}

function printNote(invocation: Invocation, flags: NoteFlags, to: NoteReader, named: string): Promise<ExitCode> {
  const { terminal } = invocation;
  return withEngine<ExitCode>(invocation, async (engine) => {
    await unlock(invocation, engine);
    const { id } = await incidentCalled(engine, named);
    const { subject, text } = await engine.call.reports.note({ incident: id, to, client: flags.client ?? null });
    if (invocation.json) answer(terminal, { incident: id, to, subject, text });
    else {
      say(terminal, `Subject: ${subject}`);
      say(terminal, '');
      for (const line of text.trimEnd().split('\n')) say(terminal, line);
    }
    return 0;
  });
}

const invalid = (message: string) => new ResaltError('INPUT_INVALID', message, 'never');
const notWritable = (path: string, code: unknown) =>
  new ResaltError('NOT_WRITABLE', `${path} could not be written (${String(code)}). Is the disk full?`);
