import type { Command } from 'commander';
import { ResaltError } from '../contract/failures.ts';
import type { Select } from '../contract/sites.ts';

export interface SelectOptions {
  all?: boolean;
  site?: string[];
  client?: string;
  tag?: string;
  failedIn?: string;
}

export const repeatable = (value: string, before: string[] | undefined): string[] => [...(before ?? []), value];

/** Gives a command the five ways of choosing sites. */
export function withSelect(command: Command): Command {
  return command
    .option('--all', 'every site')
    .option('--site <name>', 'this site (repeatable)', repeatable)
    .option('--client <name>', "this client's sites")
    .option('--tag <name>', 'sites with this tag')
    .option('--failed-in <run>', 'what did not go well in this run');
}

/** Exactly one way of choosing; a second one could only be a misunderstanding. */
export function readSelect(options: SelectOptions): Select {
  const chosen: Select[] = [];
  if (options.all) chosen.push({ all: true });
  if (options.site) chosen.push({ sites: options.site });
  if (options.client !== undefined) chosen.push({ client: options.client });
  if (options.tag !== undefined) chosen.push({ tag: options.tag });
  if (options.failedIn !== undefined) chosen.push({ failedIn: options.failedIn });
  const [select] = chosen;
  if (select && chosen.length === 1) return select;
  const ways = '--all, --site NAME (repeatable), --client NAME, --tag NAME or --failed-in RUN';
  throw new ResaltError('INPUT_INVALID', `Say which sites, in one way: ${ways}.`, 'never');
}

/** Whether any way of choosing sites was used. */
export const selects = ({ all, site, client, tag, failedIn }: SelectOptions): boolean =>
  [all, site, client, tag, failedIn].some((way) => way !== undefined);
