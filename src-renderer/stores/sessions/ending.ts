import { create } from 'zustand';
import type { SessionChoice, SessionPlan } from '../../../src-main/contract/sessions.ts';
import type { Select } from '../../../src-main/contract/sites.ts';
import { api } from '../../api.ts';
import { count } from '../../words/count.ts';
import { ask } from '../calls.ts';
import { failureOf } from '../failed.ts';
import { go } from '../route.ts';
import { asking, type SessionFilter } from './filter.ts';
import { daySeconds } from './sieve.ts';
import { factsOf, type SessionTable } from './table.ts';

/** The contract takes so many by name (contract/sessions.ts). */
export const mostExact = 50_000;
const mostExcept = 1000;
const mostSites = 5000;

/** What is to be ended, as the engine is asked for it. */
export interface Ending {
  /** "37 logins", "everyone else’s 120 logins": what stands on the way to it. */
  what: string;
  select: Select;
  choice: SessionChoice;
  /** How many the window knows of; the sites themselves may have other ones by now. */
  known: number;
}

type What = Pick<Ending, 'what'>;

/** Exactly these rows, by name; null where there are none or too many for one call. */
export function exactly(table: SessionTable, rows: Iterable<number>, { what }: What): Ending | null {
  const names = new Set<string>();
  const sessions: NonNullable<SessionChoice['sessions']> = [];
  for (const row of rows) {
    const facts = factsOf(table, row);
    if (!facts || facts.goneAt !== null) continue;
    if (sessions.length === mostExact) return null;
    names.add(facts.site.site);
    sessions.push({ verifier: facts.verifier, siteId: facts.site.siteId, userId: facts.user.userId });
  }
  if (sessions.length === 0 || names.size > mostSites) return null;
  return { what, select: { sites: [...names] }, choice: { sessions }, known: sessions.length };
}

const sayable: (keyof SessionFilter)[] = [
  'role',
  'client',
  'tag',
  'site',
  'person',
  'address',
  'olderThanDays',
  'expired',
];

/** The filter in the engine's own words, so that the sites themselves are asked; null where it has none for it. */
export function inWords(table: SessionTable, filter: SessionFilter): Pick<Ending, 'select' | 'choice'> | null {
  const { role, client, tag, site, person, address, olderThanDays, expired } = filter;
  const asked = asking(filter);
  const unnamed = role === '' || address === '' || (person !== null && !person.includes('@'));
  if (unnamed || asked.some((part) => !sayable.includes(part))) return null;
  const choice: SessionChoice = {
    ...(role === null ? {} : { role: [role] }),
    ...(person === null ? {} : { email: [person] }),
    ...(address === null ? {} : { address: [address] }),
    ...(olderThanDays === null ? {} : { olderThanSeconds: olderThanDays * daySeconds }),
    ...(expired === null ? {} : { expired }),
  };
  const some = Object.keys(choice).length > 0;
  const narrowed = client !== null || tag !== null || site !== null;
  const sites = table.sites
    .filter((one) => client === null || one.client === client)
    .filter((one) => (tag === null || one.tags.includes(tag)) && (site === null || one.site === site));
  if (sites.length === 0 || sites.length > mostSites) return null;
  return {
    select: narrowed ? { sites: sites.map((one) => one.site) } : { all: true },
    choice: some ? choice : { olderThanSeconds: 0 },
  };
}

/** Everything that the filter shows, but for the rows to spare. */
export function allShown(
  table: SessionTable,
  filter: SessionFilter,
  rows: Int32Array,
  spared: ReadonlySet<number>,
  { what }: What,
): Ending | null {
  const ending = rows.filter((row) => !spared.has(row));
  if (ending.length === 0) return null;
  const said = spared.size <= mostExcept ? inWords(table, filter) : null;
  if (!said || ending.length <= 200) return exactly(table, ending, { what });
  const except = [...spared].flatMap((row) => factsOf(table, row)?.verifier ?? []);
  const choice = except.length > 0 ? { ...said.choice, except } : said.choice;
  return { what, select: said.select, choice, known: ending.length };
}

/** Everything of a person: by e-mail address, so that logins since the last look end too; by name where they have none. */
export function endPerson(table: SessionTable, person: string, rows: Int32Array): Ending | null {
  const ending = exactly(table, rows, { what: `all of this person’s ${count(rows.length, 'login')}` });
  return ending && person.includes('@') ? { ...ending, choice: { email: [person] } } : ending;
}

export type Planned =
  | { state: 'looking'; ending: Ending }
  | { state: 'failed'; ending: Ending; failure: ReturnType<typeof failureOf> }
  | { state: 'planned'; ending: Ending; plan: SessionPlan };

/** The plan of an ending that is on the screen; null where none is. */
export const useEnding = create<{ planned: Planned | null }>()(() => ({ planned: null }));

export const leaveEnding = (): void => useEnding.setState({ planned: null });

/** Asks the sites what the ending would do there; changes nothing. An answer for an ending that was left is dropped. */
export async function planEnding(ending: Ending): Promise<void> {
  useEnding.setState({ planned: { state: 'looking', ending } });
  const still = (): boolean => useEnding.getState().planned?.ending === ending;
  try {
    const plan = await api.sessions.plan.query({ select: ending.select, choice: ending.choice });
    if (still()) useEnding.setState({ planned: { state: 'planned', ending, plan } });
  } catch (error) {
    if (still()) useEnding.setState({ planned: { state: 'failed', ending, failure: failureOf(error) } });
  }
}

/** Ends what the plan showed, nothing that began after it, on the sites that answered it; with `proof` a canary, too. Shows the run. */
export async function endPlanned(
  { plan }: Extract<Planned, { state: 'planned' }>,
  { proof }: { proof: boolean },
): Promise<void> {
  const sites = plan.rows.filter((row) => row.sessions > 0).map((row) => row.site);
  const begun = await ask('end the logins', async () => {
    const { concurrency } = await api.settings.get.query({});
    return api.sessions.end.mutate({
      select: { sites },
      choice: plan.choice,
      before: plan.at,
      options: { concurrency, proof },
    });
  });
  if (!begun) return;
  leaveEnding();
  go({ screen: 'run', run: begun.run });
}
