import { type Command, InvalidArgumentError } from 'commander';
import { ResaltError } from '../contract/failures.ts';
import type { SessionChoice } from '../contract/sessions.ts';
import type { Invocation } from './invocation.ts';
import { readGivenFile } from './read-given-file.ts';
import { repeatable } from './select.ts';
import type { Terminal } from './terminal.ts';

export interface SessionFlags {
  user?: string[];
  email?: string[];
  role?: string[];
  notRole?: string[];
  address?: string[];
  olderThan?: number;
  expired?: boolean;
  session?: string[];
  sessionsFrom?: string;
  except?: string[];
  ip?: string[];
  country?: string[];
  suspicious?: boolean;
}

const seconds = { h: 3600, d: 86_400, w: 604_800 } as const;

function age(text: string): number {
  const [, number, unit] = /^(\d{1,5})([hdw])$/.exec(text) ?? [];
  if (number && (unit === 'h' || unit === 'd' || unit === 'w')) return Number(number) * seconds[unit];
  throw new InvalidArgumentError('Say hours, days or weeks, such as 12h, 14d or 4w.');
}

const isVerifier = (text: string) => /^(odd:)?[0-9a-f]{12,64}$/.test(text);

function verifier(text: string, before: string[] | undefined): string[] {
  if (!isVerifier(text))
    throw new InvalidArgumentError('Say at least the first 12 characters of a session as the list shows it.');
  return repeatable(text, before);
}

function country(text: string, before: string[] | undefined): string[] {
  if (!/^[A-Za-z]{2}$/.test(text)) throw new InvalidArgumentError('Say a country by its two letters, such as NL.');
  return repeatable(text.toUpperCase(), before);
}

/** Gives a command the ways of choosing sessions. Several ways narrow each other down; one way repeated widens. */
export function withSessionFlags(command: Command): Command {
  return command
    .option('--user <login>', 'of this user (repeatable)', repeatable)
    .option('--email <address>', 'of the person with this e-mail address, on every site (repeatable)', repeatable)
    .option('--role <name>', 'of users with this role (repeatable)', repeatable)
    .option('--not-role <name>', 'not of users with this role (repeatable)', repeatable)
    .option('--address <ip>', 'from this address (repeatable)', repeatable)
    .option('--ip <ip>', 'the same as --address', repeatable)
    .option('--country <code>', 'from an address in this country, such as NL (repeatable)', country)
    .option('--suspicious', 'with any flag but that they have expired')
    .option('--older-than <age>', 'logged in longer ago than, such as 12h, 14d or 4w', age)
    .option('--expired', 'that have expired')
    .option('--session <verifier>', 'exactly this one (repeatable)', verifier)
    .option('--sessions-from <file>', 'exactly those of this file, one a line, up to 50,000')
    .option('--except <verifier>', 'every other one but this (repeatable)', verifier);
}

/** The choice that was said; empty where none was. INPUT_INVALID where its file can't be read or holds something else. */
export async function readChoice(
  flags: SessionFlags,
  { terminal }: Pick<Invocation, 'terminal'>,
): Promise<SessionChoice> {
  const { user, email, role, notRole, except, sessionsFrom } = flags;
  const address = [...(flags.address ?? []), ...(flags.ip ?? [])];
  const listed = sessionsFrom === undefined ? [] : await readList(terminal, sessionsFrom);
  const sessions = [...(flags.session ?? []), ...listed].map((one) => ({ verifier: one }));
  return {
    ...(user ? { user } : {}),
    ...(email ? { email } : {}),
    ...(role ? { role } : {}),
    ...(notRole ? { notRole } : {}),
    ...(address.length > 0 ? { address } : {}),
    ...(flags.country ? { country: flags.country } : {}),
    ...(flags.suspicious ? { flagged: true } : {}),
    ...(except ? { except } : {}),
    ...(flags.olderThan === undefined ? {} : { olderThanSeconds: flags.olderThan }),
    ...(flags.expired ? { expired: true } : {}),
    ...(sessions.length > 0 ? { sessions } : {}),
  };
}

/** More than fit on a command line. An empty list is refused: without a choice every session would be meant. */
async function readList(terminal: Terminal, file: string): Promise<string[]> {
  const { path, text } = await readGivenFile(terminal, file, 20);
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const wrong = lines.findIndex((line) => line !== '' && !isVerifier(line));
  if (wrong >= 0)
    throw new ResaltError('INPUT_INVALID', `Line ${wrong + 1} of ${path} is no session as the list shows it.`, 'never');
  const found = lines.filter((line) => line !== '');
  if (found.length === 0) throw new ResaltError('INPUT_INVALID', `${path} names no session.`, 'never');
  return found;
}
