import type { Failure } from '../../../src-main/contract/failures.ts';
import type { SiteRow } from '../../../src-main/contract/fleet.ts';
import type { KnownPage, KnownSession } from '../../../src-main/contract/known-sessions.ts';
import type { RunSite, RunSummary } from '../../../src-main/contract/runs.ts';
import type { SessionChoice, SessionPlan } from '../../../src-main/contract/sessions.ts';
import type { Select } from '../../../src-main/contract/sites.ts';
import { refuse } from './fake-failure.ts';
import { type FakeKnown, fakeManager, makeKnown, pageOf } from './fake-sessions.ts';
import type { Fate } from './fake-sites.ts';

interface Entry {
  row: SiteRow;
  fate: Fate;
}
const silent: Fate[] = ['unreachable', 'key-changed', 'key-unknown'];

const failureOf = ({ row, fate }: Entry): Failure | null =>
  silent.includes(fate)
    ? {
        code: 'HOST_UNREACHABLE',
        message: `${row.site.ssh?.host ?? 'db.example'} did not answer on port 22 within 10 s.`,
        retry: 'safe',
      }
    : null;

/** What is known of sessions, what a choice of them would end, and what a run of it has ended. */
export class FakeKnownEngine {
  private known: FakeKnown;
  private readonly choices = new Map<string, SessionChoice>();
  private readonly sites: Entry[];
  private readonly how: { sessions: number; knowing: 'fine' | 'fails' | 'slow' };

  constructor(sites: Entry[], how: FakeKnownEngine['how'], now: number) {
    this.sites = sites;
    this.how = how;
    const failures = new Map(sites.map((entry) => [entry.row.site.id, failureOf(entry)]));
    this.known = makeKnown({
      ...{ sites: sites.map(({ row }) => row.site), sessions: how.sessions, now },
      silent: (site) => (how.sessions > 0 ? (failures.get(site.id) ?? null) : null),
      never: () => how.sessions === 0,
    });
  }

  async page({ page }: { page: number }): Promise<KnownPage> {
    if (this.how.knowing === 'fails')
      refuse('VAULT_DAMAGED', 'The history of sessions is cut off after 112 bytes. Look at the sites again.', 'never');
    if (this.how.knowing === 'slow' && page > 0) await new Promise((resolve) => setTimeout(resolve, 60_000));
    return pageOf(this.known, page, this.how.knowing === 'slow' ? 500 : 20_000);
  }

  async plan({ select, choice }: { select: Select; choice: SessionChoice }): Promise<SessionPlan> {
    await new Promise((resolve) => setTimeout(resolve, 60));
    const all = new Set<string>();
    const rows = this.chosen(select).map((entry, at) => {
      const { id: siteId, name: site } = entry.row.site;
      const failure = failureOf(entry);
      const base = { siteId, site, sessions: 0, people: 0, editing: [], warnings: [] };
      if (failure) return { ...base, outcome: 'unreachable' as const, failure };
      const ending = this.matching(siteId, choice);
      const people = new Set(ending.map(({ user }) => this.known.users[user]?.email ?? String(user)));
      for (const person of people) all.add(person);
      const editing = entry.fate === 'editing' && ending.length > 0 ? ['anna, the page “Spring sale”'] : [];
      const named = this.known.sites.some((one) => one.siteId === siteId && one.notes.includes(fakeManager));
      const warnings = named
        ? [fakeManager]
        : at % 11 === 3 && ending.length > 0
          ? ['Keeps a warm object cache; it is told, too.']
          : [];
      return { ...base, outcome: 'ok' as const, sessions: ending.length, people: people.size, editing, warnings };
    });
    return {
      at: new Date().toISOString(),
      choice,
      notes: [],
      sessions: rows.reduce((sum, row) => sum + row.sessions, 0),
      people: all.size,
      sites: rows.filter((row) => row.sessions > 0).length,
      rows,
    };
  }

  ending(run: string, choice: SessionChoice): void {
    this.choices.set(run, choice);
  }

  /** What the run ended is gone when it is asked for again. */
  after({ id }: RunSummary, sites: RunSite[]): void {
    const choice = this.choices.get(id);
    const at = new Date().toISOString();
    this.known = { ...this.known, at };
    if (!choice) return;
    const ended = new Set<KnownSession>();
    for (const { siteId, outcome } of sites)
      if (outcome === 'changed') for (const session of this.matching(siteId, choice)) ended.add(session);
    this.known = {
      ...this.known,
      sessions: this.known.sessions.map((one) => (ended.has(one) ? { ...one, goneAt: at } : one)),
    };
  }

  private chosen(select: Select): Entry[] {
    if ('all' in select) return this.sites;
    if ('client' in select) return this.sites.filter(({ row }) => row.site.client === select.client);
    if ('tag' in select) return this.sites.filter(({ row }) => row.site.tags.includes(select.tag));
    const names = new Set('sites' in select ? select.sites : []);
    return this.sites.filter(({ row }) => names.has(row.site.name));
  }

  private matching(siteId: string, choice: SessionChoice): KnownSession[] {
    const exact = choice.sessions && new Set(choice.sessions.map(({ verifier }) => verifier));
    return this.known.sessions.filter((session) => {
      const user = this.known.users[session.user];
      if (user?.siteId !== siteId || session.goneAt !== null) return false;
      if (exact && !exact.has(session.verifier)) return false;
      if (choice.except?.includes(session.verifier)) return false;
      if (choice.email && !choice.email.includes((user.email ?? '').toLowerCase())) return false;
      if (choice.role && !user.roles.some((role) => choice.role?.includes(role))) return false;
      return choice.expired === undefined || session.expired === choice.expired;
    });
  }
}
