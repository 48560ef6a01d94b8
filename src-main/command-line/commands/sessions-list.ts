import { ResaltError } from '../../contract/failures.ts';
import type { SessionList, SessionRow } from '../../contract/sessions.ts';
import type { ExitCode } from '../exit-codes.ts';
import { type Invocation, withEngine } from '../invocation.ts';
import { readSelect, type SelectOptions, selects } from '../select.ts';
import { readChoice, type SessionFlags } from '../session-flags.ts';
import { sessionsCsv } from '../sessions-csv.ts';
import { table } from '../table.ts';
import { answer, note, type Style, say } from '../terminal.ts';
import { unlock } from '../unlock.ts';
import { count, dateTime } from '../words.ts';

type Flags = SelectOptions & SessionFlags & { csv?: boolean };

/** Shows the logins that the sites' databases hold; on every site, unless some are chosen. */
export async function listSessions(invocation: Invocation, flags: Flags): Promise<ExitCode> {
  if (flags.csv && invocation.json)
    throw new ResaltError('INPUT_INVALID', 'Say either --json or --csv: there is one standard output.', 'never');
  const choice = await readChoice(flags, invocation);
  const select = selects(flags) ? readSelect(flags) : { all: true as const };
  return withEngine<ExitCode>(invocation, async (engine) => {
    await unlock(invocation, engine);
    const list = await engine.call.sessions.list({ select, choice });
    if (invocation.json) answer(invocation.terminal, listFrame(list));
    else if (flags.csv) invocation.terminal.out.write(sessionsCsv(list.sessions));
    else show(invocation, list);
    if (!invocation.json) complain(invocation, list);
    return list.sites.every(({ outcome }) => outcome === 'ok') ? 0 : 1;
  });
}

/** As DESIGN promises it; what is not known is null. */
const listFrame = ({ sites, sessions }: SessionList): object => ({
  sites: sites.map(({ site, outcome, problems, notes, failure }) => ({
    site,
    outcome,
    ...(problems.length > 0 ? { problems } : {}),
    ...(notes.length > 0 ? { notes } : {}),
    ...(failure ? { failure: { code: failure.code, message: failure.message, retry: failure.retry } } : {}),
  })),
  sessions: sessions.map(({ siteId: _siteId, blogs, ...row }) => ({
    ...row,
    ...(blogs ? { blogs } : {}),
  })),
});

const head = [
  'Site',
  'User',
  'Roles',
  'Logged in',
  'Expires',
  'Address',
  'Country',
  'Network',
  'Browser',
  'Session',
  'Flags',
];

function show({ terminal }: Invocation, { sites, sessions }: SessionList): void {
  // Few sites have a plugin that tells; a column of dashes would only make the table wider.
  const seen = sessions.some(({ lastSeenAt }) => lastSeenAt !== null);
  const rows = sessions.map((row) => (seen ? [...cells(row), lastSeen(row)] : cells(row)));
  table(terminal, terminal.out, seen ? [...head, 'Last seen'] : head, rows);
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
  row.country ?? '-',
  row.network ?? '-',
  seenWith(row),
  row.verifier.slice(0, 16),
  { text: row.flags.map(({ flag, reason }) => `${flag}: ${reason}`).join('; ') || '-', style: styleOf(row) },
];

const lastSeen = ({ lastSeenAt, lastSeenBy }: SessionRow): string =>
  lastSeenAt ? `${dateTime(lastSeenAt)}${lastSeenBy ? `, by ${lastSeenBy}` : ''}` : '-';

/** Browser and device, or where neither can be told what the agent says of itself. */
const seenWith = ({ browser, device, userAgent }: SessionRow): string =>
  [browser, device].filter(Boolean).join(', ') || userAgent || '-';

const styleOf = ({ flags }: SessionRow): Style => (flags.some(({ flag }) => flag !== 'expired') ? 'yellow' : 'dim');

/** What is not in the list, where a person sees it and a script's file stays clean. */
function complain({ terminal }: Invocation, { sites, notes: all }: SessionList): void {
  for (const text of all) note(terminal, text, 'yellow');
  for (const { site, problems, notes, failure, outcome } of sites) {
    for (const text of notes) note(terminal, `${site}: ${text}`, 'yellow');
    for (const problem of problems) note(terminal, `${site}: ${problem}`, 'yellow');
    if (outcome !== 'ok') note(terminal, `${site}: ${outcome}, ${failure?.message ?? 'not read'}`, 'red');
  }
}
