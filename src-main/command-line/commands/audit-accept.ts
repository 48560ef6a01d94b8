import type { Acceptance } from '../../contract/agreements.ts';
import { ResaltError } from '../../contract/failures.ts';
import type { CheckName } from '../../contract/findings.ts';
import type { KnownFinding } from '../../contract/known-audits.ts';
import { allKnown } from '../all-known.ts';
import { consent, needConsent } from '../consent.ts';
import type { ExitCode } from '../exit-codes.ts';
import { type Engine, type Invocation, withEngine } from '../invocation.ts';
import { readSelect, type SelectOptions } from '../select.ts';
import { table } from '../table.ts';
import { answer, note, say } from '../terminal.ts';
import { unlock } from '../unlock.ts';
import { count, dateTime } from '../words.ts';

type Flags = SelectOptions & { check: CheckName; finding: string; reason: string; everywhere?: boolean };

/** One finding, by its check and the beginning of its id, on the chosen sites that have it. */
export async function acceptFindings(invocation: Invocation, flags: Flags): Promise<ExitCode> {
  const select = readSelect(flags);
  if (!/^[0-9a-f]{8,64}$/.test(flags.finding))
    throw invalid('A finding is named by the 8 to 64 hex digits under “Id” of `resalt audit`.');
  needConsent(invocation);
  return withEngine<ExitCode>(invocation, async (engine) => {
    await unlock(invocation, engine);
    const { findings } = await allKnown(engine, select);
    const found = findings.filter((one) => one.check === flags.check && one.contentHash.startsWith(flags.finding));
    const [first] = found;
    if (!first) throw invalid(`The last audit found no ${flags.check} with the id ${flags.finding} there.`);
    if (found.some(({ contentHash }) => contentHash !== first.contentHash))
      throw invalid(`Several findings begin with ${flags.finding}. Say more of the id.`);
    note(invocation.terminal, `${first.severity}: ${first.title}`, first.severity === 'critical' ? 'red' : 'yellow');
    const where = flags.everywhere ? 'on every site' : `on ${count(found.length, 'site')}`;
    await consent(invocation, `Accept this ${where}: it is not told as a problem any more.`, 1);
    const accepted = await accept(engine, found, first, flags);
    if (invocation.json) answer(invocation.terminal, { accepted: accepted.map(frame) });
    else if (accepted.length === 0) say(invocation.terminal, 'It was accepted already.');
    else
      for (const { id } of accepted)
        say(invocation.terminal, `Accepted ${where}. To take it back: resalt audit unaccept ${id}`);
    return 0;
  });
}

async function accept(
  { call }: Engine,
  found: readonly KnownFinding[],
  { check, contentHash }: KnownFinding,
  { reason, everywhere }: Flags,
): Promise<Acceptance[]> {
  const what = { findings: [{ check, contentHash }], reason };
  if (everywhere) return call.audit.accept({ ...what, scope: 'everywhere' });
  const accepted: Acceptance[] = [];
  for (const siteId of new Set(found.map((one) => one.siteId)))
    accepted.push(...(await call.audit.accept({ ...what, scope: 'site', siteId })));
  return accepted;
}

export function listAccepted(invocation: Invocation): Promise<ExitCode> {
  const { terminal } = invocation;
  return withEngine<ExitCode>(invocation, async (engine) => {
    await unlock(invocation, engine);
    const all = await engine.call.audit.acceptances({});
    const names = new Map(
      (await engine.call.sites.list({ select: { all: true } })).map(({ site }) => [site.id, site.name]),
    );
    const placeOf = ({ siteId }: Acceptance) => (siteId === null ? null : (names.get(siteId) ?? siteId));
    if (invocation.json)
      answer(terminal, { accepted: all.map((one) => ({ ...frame(one), site: placeOf(one), matches: one.matches })) });
    else {
      table(
        terminal,
        terminal.out,
        ['Id', 'Check', 'Finding', 'Where', 'Reason', 'By', 'On', 'Found on'],
        all.map((one) => [
          ...[one.id, one.check, one.title, placeOf(one) ?? 'everywhere', one.reason, one.by, dateTime(one.at)],
          count(one.matches, 'site'),
        ]),
      );
      if (all.length === 0) say(terminal, 'Nothing is accepted.');
    }
    return 0;
  });
}

export async function takeBack(invocation: Invocation, _flags: object, id: string): Promise<ExitCode> {
  return withEngine<ExitCode>(invocation, async (engine) => {
    await unlock(invocation, engine);
    const gone = await engine.call.audit.unaccept({ ids: [id] });
    if (gone.length === 0) throw invalid('Nothing is accepted under this id (any more): see `resalt audit accepted`.');
    if (invocation.json) answer(invocation.terminal, { unaccepted: gone.map(frame) });
    else for (const { title } of gone) say(invocation.terminal, `No longer accepted: ${title}`);
    return 0;
  });
}

const frame = ({ siteId, ...one }: Acceptance): object => ({
  ...{ id: one.id, check: one.check, contentHash: one.contentHash, everywhere: siteId === null },
  ...{ title: one.title, reason: one.reason, by: one.by, at: one.at },
});

const invalid = (message: string) => new ResaltError('INPUT_INVALID', message, 'never');
