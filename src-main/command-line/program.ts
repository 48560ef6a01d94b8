import { resolve } from 'node:path';
import { Command, CommanderError } from 'commander';
import type { Failure } from '../contract/failures.ts';
import { callFailure } from '../procedures/call-failure.ts';
import { registerAdministrators } from './commands/administrators.ts';
import { registerAgency } from './commands/agency.ts';
import { registerAudit } from './commands/audit.ts';
import { registerClose } from './commands/close.ts';
import { registerDatabasePassword } from './commands/database-password.ts';
import { registerFiles } from './commands/files.ts';
import { registerIncident } from './commands/incident.ts';
import { registerInit } from './commands/init.ts';
import { registerOffboard } from './commands/offboard.ts';
import { registerOperations } from './commands/operations.ts';
import { registerOptions } from './commands/options.ts';
import { registerPasswords } from './commands/passwords.ts';
import { registerPeople } from './commands/people.ts';
import { registerPolicies } from './commands/policies.ts';
import { registerRuns } from './commands/runs.ts';
import { registerServe } from './commands/serve.ts';
import { registerSessions } from './commands/sessions.ts';
import { registerSites } from './commands/sites.ts';
import { registerTokens } from './commands/tokens.ts';
import { registerUsers } from './commands/users.ts';
import { defaultDataDir } from './data-dir.ts';
import { type ExitCode, exitCodeOfFailure } from './exit-codes.ts';
import type { Invocation } from './invocation.ts';
import { answer, note, type Terminal } from './terminal.ts';

/** `argument`: the first; `all`: each, where a command takes several. */
type Action<Flags> = (invocation: Invocation, flags: Flags, argument: string, all: string[]) => Promise<ExitCode>;
/** Binds a command's words to what it does. */
export type Register = <Flags extends object>(command: Command, action: Action<Flags>) => void;

interface Globals {
  data?: string;
  json?: boolean;
  yes?: boolean;
  passphraseFile?: string;
}

type Parts = Pick<Invocation, 'openEngine' | 'serve'> & { version: string };

/** Runs one command line (the words after `resalt`) and gives the code to leave with. Never throws. */
export async function runCommandLine(words: string[], terminal: Terminal, parts: Parts): Promise<ExitCode> {
  let code: ExitCode = 0;
  const program = newProgram(terminal, parts.version);
  const register: Register = (command, action) => {
    command.action(async (...given: unknown[]) => {
      // Commander hands over the arguments, a list where one may be repeated, then the flags and the command.
      const [flags] = given.slice(-2);
      const invocation = invocationOf(program.opts<Globals>(), terminal, parts);
      const all = given
        .slice(0, -2)
        .flat()
        .filter((one) => one !== undefined)
        .map(String);
      code = await action(invocation, flags as Parameters<typeof action>[1], all[0] ?? '', all);
    });
  };
  const nouns = [
    registerInit,
    registerSites,
    registerOperations,
    registerSessions,
    registerAudit,
    registerAdministrators,
    registerPeople,
    registerOptions,
    registerPasswords,
    registerOffboard,
    registerDatabasePassword,
    registerFiles,
    registerClose,
    registerTokens,
    registerUsers,
    registerPolicies,
    registerAgency,
    registerIncident,
    registerRuns,
    registerServe,
  ];
  for (const registerSome of nouns) registerSome(program, register);
  quiet(program);
  try {
    await program.parseAsync(words, { from: 'user' });
    return code;
  } catch (error) {
    return fail(error, terminal, words.includes('--json'));
  }
}

function newProgram(terminal: Terminal, version: string): Command {
  return new Command('resalt')
    .description('End every login on every WordPress site you look after, and prove it.')
    .version(version)
    .option('--data <dir>', "where sites, vault and journal are kept (default: the app's own folder)")
    .option('--json', 'one JSON document on standard output, nothing else there')
    .option('--yes', 'no questions')
    .option('--passphrase-file <file>', "the vault's passphrase: the file's first line (or set RESALT_PASSPHRASE)")
    .configureOutput({
      writeOut: (text) => terminal.out.write(text),
      writeErr: (text) => terminal.err.write(text),
      outputError: (text) => note(terminal, text.trim(), 'red'),
    })
    .addHelpText(
      'after',
      '\nLeaves with 0: every site as asked, 1: at least one not, 2: bad input, 3: vault locked or damaged.',
    );
}

/** Errors come back here instead of ending the process, and show the help of the command that was meant. */
function quiet(command: Command): void {
  command.exitOverride().showHelpAfterError();
  for (const child of command.commands) {
    child.copyInheritedSettings(command);
    quiet(child);
  }
}

function invocationOf(globals: Globals, terminal: Terminal, { openEngine, serve }: Parts): Invocation {
  return {
    terminal,
    dataDir: globals.data ? resolve(terminal.cwd, globals.data) : defaultDataDir(process.platform, terminal.env),
    json: globals.json ?? false,
    yes: globals.yes ?? false,
    passphraseFile: globals.passphraseFile ?? null,
    openEngine,
    serve,
  };
}

function fail(error: unknown, terminal: Terminal, json: boolean): ExitCode {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 0;
    const message = error.code === 'commander.help' ? 'Say what to do.' : error.message.replace(/^error: /, '');
    if (json) answer(terminal, { failure: badInput(message) });
    return 2;
  }
  const failure = callFailure(error);
  if (json) answer(terminal, { failure: { code: failure.code, message: failure.message, retry: failure.retry } });
  note(terminal, `${failure.code}: ${failure.message}`, 'red');
  return exitCodeOfFailure(failure);
}

const badInput = (message: string): Failure => ({ code: 'INPUT_INVALID', message, retry: 'never' });
