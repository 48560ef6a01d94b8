import { type Command, InvalidArgumentError, Option } from 'commander';
import { ResaltError } from '../../contract/failures.ts';
import type { CheckName, Finding } from '../../contract/findings.ts';
import {
  type RevokeTokens,
  type TokenChoice,
  type TokenKind,
  tokenChoice,
  tokenKinds,
} from '../../contract/orders/revoke-tokens.ts';
import { complainOfAudit } from '../audit-report.ts';
import type { ExitCode } from '../exit-codes.ts';
import { type Invocation, withEngine } from '../invocation.ts';
import type { Register } from '../program.ts';
import { runOrder } from '../run-operation.ts';
import { type RunFlags, withClosingFlags } from '../run-options.ts';
import { readSelect, type SelectOptions, withSelect } from '../select.ts';
import { table } from '../table.ts';
import { answer, say } from '../terminal.ts';
import { unlock } from '../unlock.ts';

interface ListFlags extends SelectOptions {
  kind?: TokenKind;
}

interface Flags extends SelectOptions, RunFlags {
  kind?: TokenKind;
  user?: string[];
  uuid?: string[];
  key?: number[];
  product?: string;
  blog?: number;
  lastUsedBefore?: number;
  neverUsed?: boolean;
}

const checks: Record<TokenKind, CheckName> = {
  'application-password': 'application-password',
  woocommerce: 'woocommerce-key',
  'gravity-forms': 'gravity-forms-key',
  plugin: 'plugin-token',
};

const kindOption = (text: string) => new Option('--kind <kind>', text).choices(tokenKinds);

/** What opens a site without a login. */
export function registerTokens(program: Command, register: Register): void {
  const tokens = program.command('tokens').description('application passwords, API keys and tokens of plugins');
  const list = tokens.command('list').description('which there are').addOption(kindOption('only these'));
  register(withSelect(list), listTokens);
  const revoke = tokens
    .command('revoke')
    .description('they open nothing any more; who needs one has to make it anew')
    .addOption(kindOption('which kind').makeOptionMandatory())
    .option('--user <login>', 'of this user (repeatable)', gather)
    .option('--uuid <uuid>', 'this application password (repeatable)', gather)
    .option('--key <n>', 'the API key with this number (repeatable)', gatherNumbers)
    .option('--product <name>', 'of this plugin, such as "MainWP Child"')
    .option('--blog <n>', 'on this blog of a network alone', number)
    .option('--last-used-before <days>', 'not used for so many days', number)
    .option('--never-used', 'never used at all');
  register(withClosingFlags(withSelect(revoke)), (invocation, flags: Flags) =>
    runOrder(
      invocation,
      orderOf(flags),
      readSelect(flags),
      flags,
      (sites) => `Revoke these keys on ${sites}, for good.`,
    ),
  );
}

const gather = (text: string, before: string[] = []): string[] => [...before, text];
const gatherNumbers = (text: string, before: number[] = []): number[] => [...before, number(text)];

function number(text: string): number {
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It is not a number of one or more.');
}

/** Each named thing is a choice of its own; the other flags hold for all. */
function orderOf(flags: Flags): RevokeTokens {
  const common = {
    kind: flags.kind,
    ...(flags.product === undefined ? {} : { product: flags.product }),
    ...(flags.blog === undefined ? {} : { blog: flags.blog }),
    ...(flags.lastUsedBefore === undefined ? {} : { unusedForDays: flags.lastUsedBefore }),
    ...(flags.neverUsed ? { neverUsed: true } : {}),
  };
  const users = (flags.user ?? [null]).map((login) => (login === null ? {} : { login }));
  const things = [...(flags.uuid ?? []).map((uuid) => ({ uuid })), ...(flags.key ?? []).map((key) => ({ key }))];
  const choices = users.flatMap((user) =>
    (things.length > 0 ? things : [{}]).map((thing) => ({ ...common, ...user, ...thing })),
  );
  const tokens = choices.map((choice): TokenChoice => {
    const read = tokenChoice.safeParse(choice);
    if (read.success) return read.data;
    throw new ResaltError(
      'INPUT_INVALID',
      `${flags.kind}: ${read.error.issues[0]?.message ?? 'can’t be chosen so'}.`,
      'never',
    );
  });
  return { operation: 'RevokeTokens', tokens };
}

/** The audit knows them all: each is a finding, the honest ones low. */
async function listTokens(invocation: Invocation, flags: ListFlags): Promise<ExitCode> {
  const { terminal } = invocation;
  const wanted = flags.kind ? [checks[flags.kind]] : Object.values(checks);
  return withEngine<ExitCode>(invocation, async (engine) => {
    await unlock(invocation, engine);
    const report = await engine.call.audit.look({ select: readSelect(flags), checks: wanted });
    const tokens = report.findings.map((finding) => ({
      ...finding.evidence,
      site: finding.site,
      kind: kindOf(finding),
      title: finding.title,
    }));
    if (invocation.json) answer(terminal, { sites: report.sites, tokens });
    else {
      const rows = report.findings.map((one) => [one.site, kindOf(one), one.title, one.where, lastUse(one)]);
      if (rows.length > 0) table(terminal, terminal.out, ['Site', 'Kind', 'What', 'Where', 'Last used'], rows);
      else say(terminal, 'No keys or tokens.');
      complainOfAudit(terminal, report);
    }
    const whole = report.sites.every(
      ({ outcome, checks: all }) => outcome === 'ok' && all.every(({ looked }) => looked === 'whole'),
    );
    return whole ? 0 : 1;
  });
}

const kindOf = ({ check }: Finding): TokenKind => tokenKinds.find((kind) => checks[kind] === check) ?? 'plugin';

const lastUse = ({ check, evidence }: Finding): string =>
  typeof evidence.lastUsed === 'string' ? evidence.lastUsed.slice(0, 10) : check === 'plugin-token' ? '' : 'never';
