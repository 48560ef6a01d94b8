import { type Command, InvalidArgumentError, Option } from 'commander';
import type { z } from 'zod';
import { type AlsoKey, alsoKeys, type startRun, type Via, via } from '../contract/runs.ts';

export interface RunFlags {
  proof?: boolean;
  waves?: string[];
  maxFailures?: string;
  concurrency?: number;
  dryRun?: boolean;
  also?: AlsoKey[];
  stopForEncryptors?: boolean;
  via?: Via;
}

const wholeNumber = (text: string): number => {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError('It is not a whole number.');
  return Number(text);
};

export const withConcurrency = (command: Command): Command =>
  command.option('--concurrency <n>', 'sites in work at the same time', wholeNumber);

const someKeys = (text: string): AlsoKey[] =>
  text.split(',').map((word) => {
    const key = alsoKeys.find((known) => known === word.trim());
    if (!key) throw new InvalidArgumentError(`Known are ${alsoKeys.join(', ')}.`);
    return key;
  });

/** Gives a command that rotates salts what concerns only those. */
export function withSaltsFlags(command: Command): Command {
  return command
    .option('--also <keys>', `change other keys, too: ${alsoKeys.join(',')}`, someKeys)
    .option('--stop-for-encryptors', 'leave out sites whose plugins keep secrets under the salts')
    .option('--no-stop-for-encryptors', 'warn of them and take them in; with neither, what the settings say')
    .addOption(
      new Option('--via <way>', 'have the server’s own WP-CLI write the salts; Resalt judges what it did').choices(
        via.options,
      ),
    );
}

/** Gives a changing command its choices. */
export function withRunFlags(command: Command): Command {
  return withClosingFlags(command.option('--no-proof', 'do not prove that old cookies are refused'));
}

/** Gives a closing command its choices; what it proves is its own affair. */
export function withClosingFlags(command: Command): Command {
  return withConcurrency(command)
    .option('--waves <sizes>', 'sites per wave, such as 1,5,20%', (text) => text.split(',').map((size) => size.trim()))
    .option('--max-failures <share>', 'stop when more than this failed, such as 10%')
    .option('--dry-run', 'only look: show what would happen and change nothing');
}

/** What was said, and nothing else: the contract knows the defaults. */
export function readRunFlags(flags: RunFlags): z.input<typeof startRun>['options'] {
  return {
    ...(flags.proof === undefined ? {} : { proof: flags.proof }),
    ...(flags.waves === undefined ? {} : { waves: flags.waves }),
    ...(flags.maxFailures === undefined ? {} : { maxFailures: flags.maxFailures }),
    ...(flags.concurrency === undefined ? {} : { concurrency: flags.concurrency }),
    ...(flags.dryRun === undefined ? {} : { dryRun: flags.dryRun }),
    ...(flags.also === undefined ? {} : { also: flags.also }),
    ...(flags.via === undefined ? {} : { via: flags.via }),
    ...(flags.stopForEncryptors === undefined ? {} : { stopForEncryptors: flags.stopForEncryptors }),
  };
}
