import type { Command } from 'commander';
import type { PersonRow } from '../../contract/people.ts';
import type { Select } from '../../contract/sites.ts';
import type { ExitCode } from '../exit-codes.ts';
import { type Engine, type Invocation, withEngine } from '../invocation.ts';
import type { Register } from '../program.ts';
import { readSelect, repeatable, type SelectOptions, selects, withSelect } from '../select.ts';
import { table } from '../table.ts';
import { answer, note, say } from '../terminal.ts';
import { unlock } from '../unlock.ts';
import { dateTime } from '../words.ts';

export function registerPeople(program: Command, register: Register): void {
  const people = program
    .command('people')
    .description('administrators, owners of keys and who is logged in, one row per person; no site is asked');
  const list = people
    .command('list', { isDefault: true })
    .description('show them (of all sites, unless some are chosen), or one by address')
    .argument('[email]', 'only this person', '');
  register(withSelect(list), listPeople);
  const join = people
    .command('join')
    .description('several addresses are one person')
    .argument('<email>')
    .option('--with <email>', 'another of their addresses (repeatable)', repeatable)
    .option('--name <name>', 'what you call them');
  register(join, joinPeople);
  register(
    people.command('split').description('this address is a person of its own again').argument('<email>'),
    splitPerson,
  );
}

async function listPeople(invocation: Invocation, flags: SelectOptions, email: string): Promise<ExitCode> {
  const select: Select = selects(flags) ? readSelect(flags) : { all: true };
  return withEngine<ExitCode>(invocation, async (engine) => {
    const { terminal } = invocation;
    await unlock(invocation, engine);
    const one = email !== '';
    const { people, unknown } = await allPeople(engine, select, one ? email : null);
    if (invocation.json) answer(terminal, { people: people.map(frame), neverAudited: unknown });
    else if (one) for (const person of people) showPerson(invocation, person);
    else table(terminal, terminal.out, head, people.map(cells));
    if (!invocation.json) {
      say(terminal, people.length === 1 ? '1 person.' : `${people.length} people.`);
      if (unknown.length > 0)
        note(terminal, `Never audited, so that administrators may be missing: ${unknown.join(', ')}`, 'yellow');
    }
    return 0;
  });
}

async function allPeople({ call }: Engine, select: Select, email: string | null) {
  const people: PersonRow[] = [];
  const unknown = new Set<string>();
  for (let page: number | null = 0; page !== null; ) {
    const got: Awaited<ReturnType<typeof call.people.list>> = await call.people.list({
      ...{ select, page },
      ...(email === null ? {} : { email }),
    });
    people.push(...got.people);
    for (const site of got.unknown) unknown.add(site);
    page = got.next;
  }
  return { people, unknown: [...unknown] };
}

const head = ['Person', 'Name', 'Sites', 'Administrator on', 'Sessions', 'App passwords', 'Keys', 'Last login'];

const cells = ({ key, name, emails, sites }: PersonRow) => [
  emails.length > 0 ? emails.join(', ') : key.slice(0, key.lastIndexOf('@')),
  name ?? '-',
  String(new Set(sites.map(({ siteId }) => siteId)).size),
  String(new Set(sites.filter(({ administrator }) => administrator).map(({ siteId }) => siteId)).size),
  ...(['sessions', 'applicationPasswords', 'keys'] as const).map((what) => sum(sites.map((one) => one[what]))),
  newest(sites.map(({ lastLoginAt }) => lastLoginAt)),
];

/** Of what is known; "?" where nothing is, "5+" where not all is. */
function sum(numbers: readonly (number | null)[]): string {
  const known = numbers.filter((one) => one !== null);
  if (known.length === 0) return '?';
  return `${known.reduce((all, one) => all + one, 0)}${known.length < numbers.length ? '+' : ''}`;
}

function newest(times: readonly (string | null)[]): string {
  const last = times.reduce((late, time) => (time !== null && (late === null || time > late) ? time : late), null);
  return last === null ? '-' : dateTime(last);
}

function showPerson({ terminal }: Invocation, { emails, name, sites }: PersonRow): void {
  say(terminal, `${name === null ? '' : `${name}: `}${emails.join(', ')}`);
  const rows = sites.map((one) => [
    ...[one.site, `${one.user || '-'} (${one.userId})`, one.email || '-', one.roles.join(', ') || '-'],
    one.administrator
      ? one.approved
        ? 'yes, approved'
        : { text: 'yes, not approved', style: 'yellow' as const }
      : 'no',
    ...[one.sessions, one.applicationPasswords, one.keys].map((number) => (number === null ? '?' : String(number))),
    one.lastLoginAt ? dateTime(one.lastLoginAt) : '-',
  ]);
  const columns = [
    'Site',
    'User',
    'E-mail',
    'Roles',
    'Administrator',
    'Sessions',
    'App passwords',
    'Keys',
    'Last login',
  ];
  table(terminal, terminal.out, columns, rows);
}

const frame = ({ sites, key: _key, ...person }: PersonRow): object => ({
  ...person,
  sites: sites.map(({ siteId: _siteId, ...there }) => there),
});

async function joinPeople(
  invocation: Invocation,
  flags: { with?: string[]; name?: string },
  email: string,
): Promise<ExitCode> {
  return withEngine<ExitCode>(invocation, async (engine) => {
    await unlock(invocation, engine);
    const person = await engine.call.people.join({ emails: [email, ...(flags.with ?? [])], name: flags.name ?? null });
    if (invocation.json) answer(invocation.terminal, { person });
    else say(invocation.terminal, `One person: ${person.emails.join(', ')}.`);
    return 0;
  });
}

async function splitPerson(invocation: Invocation, _flags: object, email: string): Promise<ExitCode> {
  return withEngine<ExitCode>(invocation, async (engine) => {
    await unlock(invocation, engine);
    await engine.call.people.split({ emails: [email] });
    if (invocation.json) answer(invocation.terminal, { split: email });
    else say(invocation.terminal, `${email} is a person of its own.`);
    return 0;
  });
}
