import type { Command } from 'commander';
import type { ApprovalScope } from '../../contract/agreements.ts';
import { ResaltError } from '../../contract/failures.ts';
import type { ExitCode } from '../exit-codes.ts';
import { type Engine, type Invocation, withEngine } from '../invocation.ts';
import type { Register } from '../program.ts';
import { table } from '../table.ts';
import { answer, say } from '../terminal.ts';
import { unlock } from '../unlock.ts';
import { count, dateTime } from '../words.ts';

export function registerAdministrators(program: Command, register: Register): void {
  const administrators = program
    .command('administrators')
    .description('whom you expect as an administrator, and where; changes nothing on a site');
  const approved = administrators.command('approved', { isDefault: true }).description('show whom you approved');
  register(approved, listApproved);
  const approve = administrators
    .command('approve')
    .description('expect this person, by e-mail address or else by login')
    .argument('<who>')
    .option('--all', 'on every site')
    .option('--client <name>', "on this client's sites")
    .option('--site <name>', 'on this site')
    .option('--reason <words>', 'why');
  register(approve, approveOne);
  register(administrators.command('unapprove').description('take one back').argument('<id>'), takeBack);
}

interface Flags {
  all?: boolean;
  client?: string;
  site?: string;
  reason?: string;
}

async function approveOne(invocation: Invocation, flags: Flags, who: string): Promise<ExitCode> {
  return withEngine<ExitCode>(invocation, async (engine) => {
    await unlock(invocation, engine);
    const scope = await readScope(engine, flags);
    const approval = await engine.call.administrators.approve({ who, scope, reason: flags.reason ?? null });
    const { scope: _scope, ...one } = approval;
    if (invocation.json) answer(invocation.terminal, { approved: { ...one, where: (await placesOf(engine))(scope) } });
    else say(invocation.terminal, `Approved. To take it back: resalt administrators unapprove ${approval.id}`);
    return 0;
  });
}

async function readScope(engine: Engine, { all, client, site }: Flags): Promise<ApprovalScope> {
  if ([all, client, site].filter((way) => way !== undefined).length !== 1)
    throw invalid('Say where, in one way: --all, --client NAME or --site NAME.');
  if (client !== undefined) return { client };
  if (site === undefined) return { all: true };
  const [found] = await engine.call.sites.list({ select: { sites: [site] } });
  if (found) return { siteId: found.site.id };
  throw invalid(`No site is called “${site}”.`);
}

/** Sites by name. */
async function placesOf(engine: Engine): Promise<(scope: ApprovalScope) => Place> {
  const sites = await engine.call.sites.list({ select: { all: true } });
  const names = new Map(sites.map(({ site }) => [site.id, site.name]));
  return (scope) => ('siteId' in scope ? { site: names.get(scope.siteId) ?? scope.siteId } : scope);
}

type Place = { all: true } | { client: string } | { site: string };

const words = (place: Place): string =>
  'site' in place ? `site ${place.site}` : 'client' in place ? `client ${place.client}` : 'every site';

function listApproved(invocation: Invocation): Promise<ExitCode> {
  const { terminal } = invocation;
  return withEngine<ExitCode>(invocation, async (engine) => {
    await unlock(invocation, engine);
    const all = await engine.call.administrators.approved({});
    const placeOf = await placesOf(engine);
    if (invocation.json)
      answer(terminal, { approved: all.map(({ scope, ...one }) => ({ ...one, where: placeOf(scope) })) });
    else {
      table(
        terminal,
        terminal.out,
        ['Id', 'Who', 'Where', 'Reason', 'By', 'On', 'Found'],
        all.map((one) => [
          ...[one.id, one.who, words(placeOf(one.scope)), one.reason ?? '-', one.by, dateTime(one.at)],
          count(one.matches, 'time'),
        ]),
      );
      if (all.length === 0) say(terminal, 'Nobody is approved.');
    }
    return 0;
  });
}

async function takeBack(invocation: Invocation, _flags: object, id: string): Promise<ExitCode> {
  return withEngine<ExitCode>(invocation, async (engine) => {
    await unlock(invocation, engine);
    const gone = await engine.call.administrators.unapprove({ ids: [id] });
    if (gone.length === 0) throw invalid('Nobody is approved under this id (any more): see `resalt administrators`.');
    if (invocation.json) answer(invocation.terminal, { unapproved: gone.map(({ id, who }) => ({ id, who })) });
    else for (const { who } of gone) say(invocation.terminal, `No longer approved: ${who}`);
    return 0;
  });
}

const invalid = (message: string) => new ResaltError('INPUT_INVALID', message, 'never');
