import type { Fleet, FleetEvent, RunEvent, SiteRow, VaultStatus } from '../../../src-main/contract/fleet.ts';
import type { Order } from '../../../src-main/contract/orders.ts';
import type { Settings } from '../../../src-main/contract/procedures.ts';
import type { Run, RunOptions, RunSite, RunSummary, StartRun } from '../../../src-main/contract/runs.ts';
import type { PolicyRow, SessionKnowledge, SessionPolicy } from '../../../src-main/contract/session-policies.ts';
import type { SessionChoice, SessionPlan } from '../../../src-main/contract/sessions.ts';
import type { Select, SiteTest } from '../../../src-main/contract/sites.ts';
import { withEncryptorsPolicy } from '../../../src-main/procedures/encryptors-policy.ts';
import { explainSchedule } from '../../../src-main/runs/schedule.ts';
import { FakeAuditEngine } from './fake-audit-engine.ts';
import { refuse } from './fake-failure.ts';
import { FakeIncidents } from './fake-incidents.ts';
import { FakeKnownEngine } from './fake-known-engine.ts';
import { FakePasswords } from './fake-passwords.ts';
import { FakePeople } from './fake-people.ts';
import { FakeRun } from './fake-run.ts';
import { type Fate, fateOf, makeRow } from './fake-sites.ts';

export interface Scenario {
  sites: number;
  /** Whether the fleet has every kind of trouble in it, or none. */
  troubled: boolean;
  vault: VaultStatus['state'];
  /** Milliseconds between two beats of a run. */
  beat: number;
  /** A run is already going on, or one was interrupted. */
  begun: 'running' | 'interrupted' | null;
  /** How many sessions are known; none were looked for with 0. */
  sessions: number;
  /** What becomes of reading them. */
  knowing: 'fine' | 'fails' | 'slow';
  /** So many findings more on each site. */
  findings: number;
  /** Whether an audit was made before. */
  audited: boolean;
  /** Whether incidents are going on. */
  incidents: 'none' | 'three';
}

type Unnumbered<E> = E extends unknown ? Omit<E, 'seq'> : never;
type Listener<E> = (event: E) => void;

/** One stream: numbers its events for each listener. */
class Stream<E extends { seq: number }> {
  private readonly listeners = new Map<Listener<E>, number>();
  listen(listener: Listener<E>, snapshot: Unnumbered<E>): () => void {
    this.listeners.set(listener, 1);
    listener({ ...snapshot, seq: 1 } as unknown as E);
    return () => this.listeners.delete(listener);
  }
  send(event: Unnumbered<E>): void {
    for (const [listener, seq] of this.listeners) {
      this.listeners.set(listener, seq + 1);
      listener({ ...event, seq: seq + 1 } as unknown as E);
    }
  }
}

const sealed = 'c_0123456789012345678901';
const passphrase = 'correct horse battery';

/** An engine without sites, for the screens alone: it keeps to the contract and lives in the window. */
export class FakeEngine {
  readonly rows = new Map<string, { row: SiteRow; fate: Fate }>();
  readonly runs = new Map<string, { run: FakeRun; stream: Stream<RunEvent> }>();
  /** Every call with its input, for tests to read. */
  readonly calls: { path: string; input: unknown }[] = [];
  private readonly fleetStream = new Stream<FleetEvent>();
  private vault: VaultStatus;
  private settings: Settings = {
    ...{ lockAfterMinutes: 15, concurrency: 20, encryptingPlugins: 'warn', keepOldFilesDays: 90 },
  };
  private knowledge: SessionKnowledge = { keepDays: 90, offices: [], people: [], blocked: [], rolesNotHere: [] };
  private policies: PolicyRow[] = [];
  private readonly trusted = new Set<string>();
  private readonly beat: number;
  private readonly audits: FakeAuditEngine;
  private readonly known: FakeKnownEngine;
  private readonly persons = new FakePeople();
  private readonly passwords = new FakePasswords();
  readonly incidents = new FakeIncidents({
    chosen: (select) =>
      this.chosen(select).map(({ row: { site } }) => ({ siteId: site.id, site: site.name, client: site.client })),
    start: (operation, sites, options) => this.start({ operation, select: { sites }, options }),
  });

  constructor(scenario: Scenario) {
    const now = Date.now();
    this.beat = scenario.beat;
    this.vault = {
      state: scenario.vault,
      hasPassphrase: scenario.vault !== 'absent',
      hasKeychain: false,
      keychain: { available: true, why: null },
      damage:
        scenario.vault === 'damaged'
          ? 'vault.json is cut off after 112 bytes. 140 credentials beside it are whole.'
          : null,
    };
    for (let i = 0; i < scenario.sites; i++) {
      const fate = fateOf(i, scenario.troubled);
      const row = makeRow(i, fate, now);
      this.rows.set(row.site.id, { row, fate });
    }
    this.audits = new FakeAuditEngine(this.rows, scenario);
    this.tellAudits();
    this.known = new FakeKnownEngine([...this.rows.values()], scenario, now);
    if (scenario.begun) this.begin(scenario.begun);
    if (scenario.incidents === 'three') this.incidents.three();
    this.tellIncidents();
  }

  private begin(how: 'running' | 'interrupted'): void {
    const id = this.start(
      {
        operation: 'FleetLogout',
        select: { all: true },
        options: {
          proof: true,
          waves: ['1', '5', '20%'],
          maxFailures: '10%',
          concurrency: 20,
          dryRun: false,
        },
      },
      how === 'running' ? 'r_inwork0001' : 'r_broken0001',
      how === 'running',
    );
    const entry = this.runs.get(id);
    if (!entry || how === 'running') return;
    for (let beats = 0; beats < 60; beats++) entry.run.tick(beats);
    entry.run.summary = { ...entry.run.summary, state: 'interrupted' };
  }

  fleet(): Fleet {
    return {
      vault: this.vault,
      sites: [...this.rows.values()].map(({ row }) => row),
      runs: [...this.runs.values()].map(({ run }) => run.summary),
    };
  }

  watchFleet(listener: Listener<FleetEvent>): () => void {
    return this.fleetStream.listen(listener, { kind: 'snapshot', fleet: this.fleet() });
  }

  watchRun(id: string, listener: Listener<RunEvent>): () => void {
    const { run, stream } = this.runOf(id);
    return stream.listen(listener, { kind: 'snapshot', run: run.summary, sites: run.sites() });
  }

  private runOf(id: string): { run: FakeRun; stream: Stream<RunEvent> } {
    return this.runs.get(id) ?? refuse('INPUT_INVALID', `There is no run ${id}.`);
  }

  private chosen(select: Select): { row: SiteRow; fate: Fate }[] {
    const all = [...this.rows.values()];
    if ('all' in select) return all;
    if ('client' in select) return all.filter(({ row }) => row.site.client === select.client);
    if ('tag' in select) return all.filter(({ row }) => row.site.tags.includes(select.tag));
    const names = new Set('sites' in select ? select.sites : []);
    return all.filter(({ row }) => names.has(row.site.name));
  }

  private start(
    start: Pick<RunSummary, 'operation' | 'options'> & { select: Select },
    id = `r_${Math.random().toString(36).slice(2, 12).padEnd(8, '0')}`,
    play = true,
  ): string {
    const run = new FakeRun(id, start, this.chosen(start.select));
    const stream = new Stream<RunEvent>();
    this.runs.set(id, { run, stream });
    this.fleetStream.send({ kind: 'run.changed', run: run.summary });
    if (play) this.play(id);
    return id;
  }

  private play(id: string): void {
    const { run, stream } = this.runOf(id);
    let beats = 0;
    const timer = setInterval(() => {
      const changed = run.tick(beats++);
      if (changed.length === 0 && run.summary.state !== 'finished') return;
      stream.send({ kind: 'changed', run: run.summary, sites: changed });
      this.fleetStream.send({ kind: 'run.changed', run: run.summary });
      this.learn(run.summary, changed);
      if (run.summary.state === 'finished') {
        clearInterval(timer);
        this.known.after(run.summary, run.sites());
        this.incidents.after(run.summary, run.sites());
        if (!run.summary.dryRun) this.audits.after(run.summary.operation, run.sites());
      }
    }, this.beat);
  }

  private learn(summary: RunSummary, changed: RunSite[]): void {
    const rows: SiteRow[] = [];
    for (const site of changed) {
      const entry = this.rows.get(site.siteId);
      if (!entry || site.state !== 'done' || site.outcome === null || site.outcome === 'cancelled') continue;
      const at = new Date().toISOString();
      const inspection = site.inspection ?? entry.row.inspection;
      entry.row = {
        ...entry.row,
        inspection:
          inspection && site.sessions
            ? { ...inspection, at, sessions: { ...inspection.sessions, count: site.sessions.after, live: null } }
            : inspection,
        saltsChangedAt: site.outcome === 'changed' ? at : entry.row.saltsChangedAt,
        lastRun: summary.dryRun
          ? entry.row.lastRun
          : {
              runId: summary.id,
              operation: summary.operation,
              outcome: site.outcome,
              at,
              message: site.failure?.message ?? null,
              code: site.failure?.code ?? null,
            },
      };
      rows.push(entry.row);
    }
    if (rows.length > 0) this.fleetStream.send({ kind: 'sites.changed', sites: rows });
  }

  /** The rows of the fleet tell of the audits, too. */
  private tellAudits(): SiteRow[] {
    return [...this.rows.values()].map((entry) => {
      const audit = this.audits.summary(entry.row.site.id);
      if (audit) entry.row = { ...entry.row, audit };
      return entry.row;
    });
  }

  /** And of the incidents that they are in. */
  private tellIncidents(): SiteRow[] {
    return [...this.rows.values()].map((entry) => {
      const { incidents: _, ...row } = entry.row;
      const many = this.incidents.openOn(row.site.id);
      entry.row = many > 0 ? { ...row, incidents: many } : row;
      return entry.row;
    });
  }

  private told<T>(answer: T): T {
    this.fleetStream.send({ kind: 'sites.changed', sites: this.tellAudits() });
    return answer;
  }

  private people(): unknown {
    const people = this.persons.list(this.rows.values());
    return { at: new Date().toISOString(), people, total: people.length, next: null, unknown: [] };
  }

  private test({ row, fate }: { row: SiteRow; fate: Fate }): SiteTest {
    const { site } = row;
    const host = site.ssh?.host ?? 'db.example';
    const changed = fate === 'key-changed' && !this.trusted.has(`changed ${host}`);
    const unknown = !this.trusted.has(host) && (fate === 'key-unknown' || row.inspection === null);
    const state = changed ? 'changed' : unknown ? 'unknown' : 'trusted';
    const hostKeys: SiteTest['hostKeys'] =
      site.ssh && fate !== 'unreachable'
        ? [
            {
              host: site.ssh.host,
              port: 22,
              keyType: 'ssh-ed25519',
              fingerprint: `SHA256:${fingerprintOf(changed ? `new ${host}` : host)}`,
              state,
            },
          ]
        : [];
    const base = { siteId: site.id, site: site.name, hostKeys, ms: 140 };
    if (fate === 'unreachable')
      return {
        ...base,
        outcome: 'unreachable',
        reached: null,
        failure: { code: 'HOST_UNREACHABLE', message: `${host} did not answer on port 22 within 10 s.`, retry: 'safe' },
      };
    if (state === 'changed')
      return {
        ...base,
        outcome: 'failed',
        reached: null,
        failure: {
          code: 'HOST_KEY_CHANGED',
          message: `${host} answered with another host key than the trusted one.`,
          retry: 'never',
        },
      };
    if (state === 'unknown')
      return {
        ...base,
        outcome: 'failed',
        reached: null,
        failure: { code: 'HOST_KEY_UNKNOWN', message: `The host key of ${host} is not trusted yet.`, retry: 'safe' },
      };
    return { ...base, outcome: 'ok', reached: site.ssh ? 'SSH as deploy, database by tunnel' : 'MySQL directly, TLS' };
  }

  private setVault(change: Partial<VaultStatus>): VaultStatus {
    this.vault = { ...this.vault, ...change };
    this.fleetStream.send({ kind: 'vault.changed', vault: this.vault });
    return this.vault;
  }

  /** Every query and mutation of the contract, by its path; inputs are validated before they come here. */
  async call(path: string, raw: unknown): Promise<unknown> {
    this.calls.push({ path, input: raw });
    const input = raw as never;
    switch (path) {
      case 'app.info':
        return { version: '0.1.0', dataDir: '/home/you/.config/Resalt', carrier: 'browser' };
      case 'vault.status':
        return this.vault;
      case 'vault.create': {
        const { keychain, passphrase: made } = input as { keychain: boolean; passphrase?: string };
        return this.setVault({ state: 'unlocked', hasKeychain: keychain, hasPassphrase: made !== undefined });
      }
      case 'vault.unlock': {
        const key = input as { passphrase: string } | { keychain: true };
        await new Promise((resolve) => setTimeout(resolve, 150));
        if ('passphrase' in key && key.passphrase !== passphrase)
          refuse('WRONG_PASSPHRASE', 'That is not the passphrase of this vault. Nothing was opened.', 'safe');
        return this.setVault({ state: 'unlocked' });
      }
      case 'vault.lock':
        return this.setVault({ state: 'locked' });
      case 'vault.changePassphrase': {
        if ((input as { current: string }).current !== passphrase)
          refuse('WRONG_PASSPHRASE', 'The current passphrase is another one. Nothing was changed.', 'safe');
        return this.vault;
      }
      case 'vault.setKeychain':
        return this.setVault({ hasKeychain: (input as { use: boolean }).use });
      case 'sites.list':
        return this.chosen((input as { select: Select }).select).map(({ row }) => row);
      case 'sites.import':
        return this.import();
      case 'sites.remove': {
        const gone = this.chosen((input as { select: Select }).select).map(({ row }) => row.site);
        for (const { id } of gone) this.rows.delete(id);
        this.fleetStream.send({ kind: 'sites.removed', siteIds: gone.map(({ id }) => id) });
        return { removed: gone.map(({ name }) => name) };
      }
      case 'sites.test':
        await new Promise((resolve) => setTimeout(resolve, this.beat));
        return this.chosen((input as { select: Select }).select).map((entry) => this.test(entry));
      case 'sites.trust':
        return this.trust(input);
      case 'sessions.known':
        return this.known.page(input);
      case 'sessions.plan':
        return this.known.plan(input);
      case 'sessions.end': {
        const { select, choice, options } = input as { select: Select; choice: SessionChoice; options: RunOptions };
        const run = this.start({
          operation: 'EndChosenSessions',
          select,
          options: { ...options, dryRun: false },
        });
        this.known.ending(run, choice);
        return { run };
      }
      case 'audit.look':
        await new Promise((resolve) => setTimeout(resolve, this.beat));
        return this.told(this.audits.look(this.chosen((input as { select: Select }).select)));
      case 'audit.known':
        return this.audits.knownAudits((input as { after?: string }).after);
      case 'audit.drift':
        return this.audits.drift();
      case 'audit.seen':
        return this.told(this.audits.seen(input));
      case 'audit.accept':
        return this.told(this.audits.accept(input));
      case 'audit.unaccept':
        return this.told(this.audits.unaccept((input as { ids: string[] }).ids));
      case 'audit.acceptances':
        return this.audits.acceptances.map((one) => ({ ...one, matches: 1 }));
      case 'administrators.approve':
        return this.told(this.audits.approve(input));
      case 'administrators.unapprove':
        return this.told(this.audits.unapprove((input as { ids: string[] }).ids));
      case 'administrators.approved':
        return this.audits.approvals.map((one) => ({ ...one, matches: 1 }));
      case 'people.list':
        return this.people();
      case 'people.join':
        return this.persons.join(input);
      case 'people.split':
        return this.persons.split(input);
      case 'newPasswords.status':
      case 'newPasswords.take':
      case 'newPasswords.export':
        return this.passwords.call(path, input, this.runOf((input as { run: string }).run).run);
      case 'orders.start': {
        const { order, select, options } = input as { order: Order; select: Select; options: RunOptions };
        const run = this.start({ operation: order.operation, select, options: { ...options, order: sealed } });
        this.runOf(run).run.order = order;
        return { run };
      }
      case 'orders.begin': {
        const { plan, sites, options } = input as { plan: string; sites: string[]; options: RunOptions };
        const planned = this.runOf(plan).run;
        const { operation } = planned.summary;
        const run = this.start({ operation, select: { sites }, options: { ...options, dryRun: false, order: sealed } });
        this.runOf(run).run.order = planned.order;
        return { run };
      }
      case 'runs.start':
        return { run: this.start(withEncryptorsPolicy(input as StartRun, this.settings)) };
      case 'runs.list':
        return this.fleet().runs;
      case 'runs.show': {
        const { run } = this.runOf((input as { run: string }).run);
        return { ...run.summary, sites: run.sites() } satisfies Run;
      }
      case 'runs.cancel': {
        const { run } = this.runOf((input as { run: string }).run);
        run.cancel();
        return run.summary;
      }
      case 'runs.resume': {
        const { run } = this.runOf((input as { run: string }).run);
        run.summary = { ...run.summary, state: 'running' };
        this.play(run.summary.id);
        return { run: run.summary.id };
      }
      case 'runs.retry': {
        const asked = input as { run: string; sites?: string[] };
        const { run } = this.runOf(asked.run);
        const sites = run.sites().filter((row) => row.failure && (asked.sites?.includes(row.site) ?? true));
        for (const row of sites) {
          const entry = this.rows.get(row.siteId);
          if (entry) entry.fate = 'fine';
        }
        const { operation, options } = run.summary;
        return { run: this.start({ operation, options, select: { sites: sites.map((row) => row.site) } }) };
      }
      case 'runs.rollback': {
        const asked = input as { run: string; sites?: string[]; options: RunOptions };
        const undone = this.runOf(asked.run).run;
        if (undone.order) {
          const select = { sites: undone.sites().map(({ site }) => site) };
          const run = this.start({ operation: 'Undo', select, options: { ...asked.options, order: sealed } });
          this.runOf(run).run.order = { operation: 'Undo', run: asked.run };
          return { run };
        }
        const rotated = this.runOf(asked.run)
          .run.sites()
          .filter(({ site, salts }) => salts && (asked.sites?.includes(site) ?? true));
        const options = { ...asked.options, rollBackOf: asked.run };
        const select = { sites: rotated.map(({ site }) => site) };
        return { run: this.start({ operation: 'RollBackSalts', options, select }) };
      }
      case 'settings.get':
        return this.settings;
      case 'settings.set':
        this.settings = { ...this.settings, ...(input as Partial<Settings>) };
        return this.settings;
      case 'knowledge.get':
        return this.knowledge;
      case 'knowledge.set':
        this.knowledge = { ...this.knowledge, ...(input as Partial<SessionKnowledge>) };
        return this.knowledge;
      case 'policies.list':
        return this.policies;
      case 'policies.save':
        return this.savePolicy(input);
      case 'policies.schedule':
        return explainSchedule((input as { sweeps: string }).sweeps, new Date());
      case 'policies.remove':
        this.policies = this.policies.filter(({ id }) => id !== (input as { policy: string }).policy);
        return {};
      case 'policies.plan':
        return this.planPolicy(input);
      case 'policies.sweep': {
        const options = { proof: false, waves: [], maxFailures: null, concurrency: 20, dryRun: false };
        return { run: this.start({ operation: 'EndSessions', options, select: { all: true } }) };
      }
      default: {
        const answer = await this.incidents.call(path, input);
        if (path === 'incidents.open' || path === 'incidents.close')
          this.fleetStream.send({ kind: 'sites.changed', sites: this.tellIncidents() });
        return answer;
      }
    }
  }

  private savePolicy(policy: SessionPolicy): SessionPolicy {
    const nextSweep = policy.sweeps && (explainSchedule(policy.sweeps, new Date()).next[0] ?? null);
    const row = { ...policy, nextSweep, lastSweep: null, dueSince: null, dueFor: null };
    const known = this.policies.some(({ id }) => id === policy.id);
    this.policies = known
      ? this.policies.map((one) => (one.id === policy.id ? { ...one, ...row } : one))
      : [...this.policies, row];
    return policy;
  }

  /** What is expired or beyond the first few of a site breaks it. */
  private async planPolicy(asked: { policy: string } | { draft: SessionPolicy }): Promise<SessionPlan> {
    const policy = 'draft' in asked ? asked.draft : this.policies.find(({ id }) => id === asked.policy);
    return this.known.plan({ select: policy?.of ?? { all: true }, choice: { expired: true } });
  }

  private trust(input: { select: Select; fingerprints?: string[]; replaceChanged: boolean }): SiteTest[] {
    const entries = this.chosen(input.select);
    for (const entry of entries) {
      for (const key of this.test(entry).hostKeys) {
        if (input.fingerprints && !input.fingerprints.includes(key.fingerprint)) continue;
        if (key.state === 'unknown') this.trusted.add(key.host);
        if (key.state === 'changed' && input.replaceChanged) this.trusted.add(`changed ${key.host}`);
      }
    }
    return entries.map((entry) => this.test(entry));
  }

  private import(): unknown {
    const before = this.rows.size;
    const added: SiteRow[] = [];
    for (let i = before; i < before + 12; i++) {
      const row = { ...makeRow(i, 'fine', Date.now()), inspection: null, saltsChangedAt: null, lastRun: null };
      this.rows.set(row.site.id, {
        row,
        fate: i === before + 3 ? 'unreachable' : i === before + 5 ? 'key-changed' : 'fine',
      });
      added.push(row);
    }
    this.fleetStream.send({ kind: 'sites.changed', sites: added });
    return {
      added: added.map(({ site }) => site.name),
      updated: [],
      rejected: [
        { row: 4, name: 'beta', reason: 'ssh_port “22222222” is not a port between 1 and 65535' },
        { row: 9, name: null, reason: 'name is missing' },
        { row: 13, name: 'gamma', reason: 'ssh_key: there is no such file' },
      ],
      secretsMoved: 3,
    };
  }
}

function fingerprintOf(text: string): string {
  let out = '';
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  let hash = 7;
  for (let i = 0; i < 43; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i % text.length), 2654435761) >>> 0;
    out += alphabet[(hash >>> 13) % 64] ?? 'A';
  }
  return out;
}
