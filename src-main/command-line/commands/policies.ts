import { randomBytes } from 'node:crypto';
import { type Command, InvalidArgumentError } from 'commander';
import { ResaltError } from '../../contract/failures.ts';
import type { PolicyRow, SessionPolicy } from '../../contract/session-policies.ts';
import { consent, needConsent } from '../consent.ts';
import type { ExitCode } from '../exit-codes.ts';
import { type Invocation, withEngine } from '../invocation.ts';
import type { Register } from '../program.ts';
import { table } from '../table.ts';
import { answer, say } from '../terminal.ts';
import { unlock } from '../unlock.ts';
import { count, dateTime } from '../words.ts';
import { planPolicy, policyCalled } from './policies-sweep.ts';

export function registerPolicies(program: Command, register: Register): void {
  const policies = program.command('policies').description('what sessions may be; nothing is ended unless it is swept');
  register(policies.command('list', { isDefault: true }).description('show them'), listPolicies);
  const save = policies
    .command('save')
    .description('add one, or replace the one with this name')
    .argument('<name>')
    .option('--all', 'for every site')
    .option('--client <name>', "for this client's sites")
    .option('--tag <name>', 'for sites with this tag')
    .option('--most <n>', 'live sessions of one user on one site', wholeNumber)
    .option('--oldest <days>', 'days since the login', wholeNumber)
    .option('--no-expired', 'no expired ones')
    .option('--sweeps <schedule>', "when 'resalt serve' or the app sweeps it by itself, as cron has it: '0 3 * * *'")
    .option('--proof', 'each sweep ends a canary with the others and sees it refused');
  register(save, savePolicy);
  register(policies.command('plan').description('what it would end today').argument('<name>'), planPolicy);
  register(policies.command('remove').description('forget it').argument('<name>'), removePolicy);
}

interface Flags {
  all?: boolean;
  client?: string;
  tag?: string;
  most?: number;
  oldest?: number;
  /** As commander has it: false where --no-expired was said. */
  expired?: boolean;
  sweeps?: string;
  proof?: boolean;
}

const wholeNumber = (text: string): number => {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError('It is not a whole number.');
  return Number(text);
};

function listPolicies(invocation: Invocation): Promise<ExitCode> {
  const { terminal } = invocation;
  return withEngine<ExitCode>(invocation, async (engine) => {
    await unlock(invocation, engine);
    const policies = await engine.call.policies.list({});
    if (invocation.json) answer(terminal, { policies });
    else {
      table(
        terminal,
        terminal.out,
        ['Policy', 'Of', 'Sessions may be', 'Next sweep', 'Last sweep'],
        policies.map(cells),
      );
      if (policies.length === 0) say(terminal, 'No policies: sessions may be whatever they are.');
    }
    return 0;
  });
}

const cells = (policy: PolicyRow) => [
  policy.name,
  ofWords(policy),
  ruleWords(policy),
  policy.nextSweep ? dateTime(policy.nextSweep) : 'by hand',
  policy.dueSince
    ? { text: `due since ${dateTime(policy.dueSince)}: ${whyDue(policy)}`, style: 'yellow' as const }
    : policy.lastSweep
      ? `${dateTime(policy.lastSweep.at)} (${policy.lastSweep.run})`
      : 'never',
];

const whyDue = ({ dueFor }: PolicyRow): string => dueFor?.message ?? 'Resalt was closed, or the computer asleep.';

const ofWords = ({ of }: SessionPolicy): string =>
  'all' in of ? 'every site' : 'client' in of ? `client ${of.client}` : `tag ${of.tag}`;

const ruleWords = ({ mostPerUser, oldestDays, noExpired }: SessionPolicy): string =>
  [
    mostPerUser === null ? [] : `at most ${mostPerUser} per user and site`,
    oldestDays === null ? [] : `at most ${count(oldestDays, 'day')} old`,
    noExpired ? 'not expired' : [],
  ]
    .flat()
    .join(', ');

async function savePolicy(invocation: Invocation, flags: Flags, name: string): Promise<ExitCode> {
  const of = readOf(flags);
  return withEngine<ExitCode>(invocation, async (engine) => {
    await unlock(invocation, engine);
    const old = (await engine.call.policies.list({})).find((policy) => policy.name === name.trim());
    const saved = await engine.call.policies.save({
      id: old?.id ?? `p_${randomBytes(9).toString('base64url')}`,
      name,
      of,
      mostPerUser: flags.most ?? null,
      oldestDays: flags.oldest ?? null,
      noExpired: flags.expired === false,
      sweeps: flags.sweeps ?? null,
      ...(flags.proof ? { proof: true } : {}),
    });
    if (invocation.json) answer(invocation.terminal, { policy: saved });
    else say(invocation.terminal, `${saved.name}: ${ruleWords(saved)}. Nothing is ended unless it is swept.`);
    return 0;
  });
}

function readOf({ all, client, tag }: Flags): SessionPolicy['of'] {
  const said = [
    all ? { all: true as const } : [],
    client === undefined ? [] : { client },
    tag === undefined ? [] : { tag },
  ].flat();
  const [of] = said;
  if (of && said.length === 1) return of;
  throw new ResaltError(
    'INPUT_INVALID',
    'Say of which sites, in one way: --all, --client NAME or --tag NAME.',
    'never',
  );
}

async function removePolicy(invocation: Invocation, _flags: object, name: string): Promise<ExitCode> {
  needConsent(invocation);
  return withEngine<ExitCode>(invocation, async (engine) => {
    await unlock(invocation, engine);
    const { id } = await policyCalled(engine, name);
    await consent(invocation, `Forget the policy “${name}”. No session is touched.`, 1);
    await engine.call.policies.remove({ policy: id });
    if (invocation.json) answer(invocation.terminal, { removed: name });
    else say(invocation.terminal, `${name} is forgotten.`);
    return 0;
  });
}
