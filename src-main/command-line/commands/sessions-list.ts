import { ResaltError } from '../../contract/failures.ts';
import type { SessionList, SessionRow } from '../../contract/sessions.ts';
import type { ExitCode } from '../exit-codes.ts';
import { type Invocation, withEngine } from '../invocation.ts';
import { readSelect, type SelectOptions, selects } from '../select.ts';
import { readChoice, type SessionFlags } from '../session-flags.ts';
import { sessionsCsv } from '../sessions-csv.ts';
import { table } from '../table.ts';
import { answer, note, say } from '../terminal.ts';
import { unlock } from '../unlock.ts';
import { count, dateTime } from '../words.ts';

type Flags = SelectOptions & SessionFlags & { csv?: boolean };

/** Shows the logins that the sites' databases hold; on every site, unless some are chosen. */
export async function listSessions(invocation: Invocation, flags: Flags): Promise<ExitCode> {
  if (flags.csv && invocation.json)
    throw new ResaltError('INPUT_INVALID', 'Say either --json or --csv: there is one standard output.', 'never');
  const select = selects(flags) ? readSelect(flags) : { all: true as const };
  return withEngine<ExitCode>(invocation, async (engine) => {
    await unlock(invocation, engine);
    const list = await engine.call.sessions.list({ select, choice: readChoice(flags) });
    if (invocation.json) answer(invocation.terminal, listFrame(list));
    else if (flags.csv) invocation.terminal.out.write(sessionsCsv(list.sessions));
    else show(invocation, list);
    if (!invocation.json) complain(invocation, list);
    return list.sites.every(({ outcome }) => outcome === 'ok') ? 0 : 1;
  });
}

/** As DESIGN promises it; what Resalt does not know yet is null. */
const listFrame = ({ sites, sessions }: SessionList): object => ({
  sites: sites.map(({ site, outcome, problems, failure }) => ({
    site,
    outcome,
    ...(problems.length > 0 ? { problems } : {}),
    ...(failure ? { failure: { code: failure.code, message: failure.message, retry: failure.retry } } : {}),
  })),
  sessions: sessions.map(({ siteId: _siteId, blogs, ...row }) => ({
    ...row,
    ...(blogs ? { blogs } : {}),
    ...{ country: null, network: null, device: null, browser: null },
  })),
});

const head = ['Site', 'User', 'Roles', 'Logged in', 'Expires', 'Address', 'Session', 'Agent'];

function show({ terminal }: Invocation, { sites, sessions }: SessionList): void {
  table(terminal, terminal.out, head, sessions.map(cells));
  const people = new Set(sessions.map(({ email, siteId, userId }) => email?.toLowerCase() || `${siteId} ${userId}`));
  const who = `${people.size} ${people.size === 1 ? 'person' : 'people'}`;
  say(terminal, `${count(sessions.length, 'session')} of ${who} on ${count(sites.length, 'site')}.`);
}

const cells = (row: SessionRow) => [
  row.site,
  row.user ?? `number ${row.userId}, deleted`,
  row.roles.join(', ') || '-',
  row.loginAt ? dateTime(row.loginAt) : '-',
  row.expired
    ? { text: 'expired', style: 'dim' as const }
    : row.expiresAt
      ? dateTime(row.expiresAt)
      : { text: 'never', style: 'red' as const },
  row.ip ?? '-',
  row.verifier.slice(0, 16),
  row.userAgent ?? '-',
];

/** What is not in the list, where a person sees it and a script's file stays clean. */
function complain({ terminal }: Invocation, { sites }: SessionList): void {
  for (const { site, problems, failure, outcome } of sites) {
    for (const problem of problems) note(terminal, `${site}: ${problem}`, 'yellow');
    if (outcome !== 'ok') note(terminal, `${site}: ${outcome}, ${failure?.message ?? 'not read'}`, 'red');
  }
}
