import type { z } from 'zod';
import type { ChecklistStep, checklistProcedures, OwnChecklist } from '../../../src-main/contract/checklist.ts';
import type {
  Alert,
  Incident,
  IncidentStep,
  IncidentSummary,
  RecordLine,
  Standing,
  StepState,
} from '../../../src-main/contract/incidents.ts';
import type { Agency } from '../../../src-main/contract/reports.ts';
import type { OperationName, RunOptions, RunSite, RunSummary } from '../../../src-main/contract/runs.ts';
import type { Select } from '../../../src-main/contract/sites.ts';
import { checklistOf } from '../../../src-main/incidents/checklist/checklist.ts';
import { refuse } from './fake-failure.ts';
import { entriesOf, evidenceOf, hashOf, readingsOf, type Where } from './fake-incident-data.ts';

type Site = Incident['sites'][number];
/** What the fake engine does for incidents: it chooses sites and plays runs. */
export interface Host {
  chosen(select: Select): Site[];
  start(operation: OperationName, sites: string[], options: RunOptions): string;
}
interface Kept {
  base: Omit<Incident, 'steps' | 'done' | 'next' | 'alerts' | 'record' | 'checklist'>;
  checklist: ReturnType<typeof checklistOf>;
  standings: Map<string, Standing[]>;
  record: RecordLine[];
  gatheredAt: string | null;
  /** Where something no longer holds: "step siteId". */
  broken: Set<string>;
  watchers: Set<(incident: Incident) => void>;
}
type Asked = {
  incident: string;
  step: string;
  sites?: string[];
  by: string;
  note: string;
  options: RunOptions;
  plan?: string | null;
};

const done = ({ state }: { state: StepState }): boolean => state === 'verified' || state === 'ticked';
const now = (): string => new Date().toISOString();

function together(standings: Standing[]): StepState {
  const all = standings.map(({ state }) => state);
  for (const state of ['reopened', 'failed', 'working'] as const) if (all.includes(state)) return state;
  if (all.every((state) => state === 'verified')) return 'verified';
  return standings.every(done) ? 'ticked' : 'open';
}

/** Incidents that behave: steps move when they are run, ticked and verified, and what no longer holds is open again. */
export class FakeIncidents {
  private readonly all = new Map<string, Kept>();
  private own: OwnChecklist = { version: 1, hide: [], add: [] };
  private revision = 0;
  private agency: Agency = { name: 'Noordlicht Web', colour: '#1a5fb4', contact: 'help@noordlicht.example' };
  private readonly host: Host;

  constructor(host: Host) {
    this.host = host;
  }

  open(
    asked: { name: string; owner: string; select: Select; symptoms: string; noticedAt: string },
    openedAt = now(),
  ): string {
    const id = `i_${hashOf(`${asked.name} ${this.all.size}`).slice(0, 16)}`;
    const sites = this.host.chosen(asked.select);
    const { name, owner, symptoms, noticedAt } = asked;
    const checklist = checklistOf(this.own, this.revision);
    const kept: Kept = {
      base: {
        ...{ id, name, owner, symptoms, noticedAt, openedAt, sites, closedAt: null, damaged: null, cause: null },
        ...{ rechecks: [], alertList: [], containment: { run: null, plan: null } },
      },
      ...{ checklist, standings: new Map(), record: [], gatheredAt: null, broken: new Set(), watchers: new Set() },
    };
    for (const step of checklist.steps) kept.standings.set(step.id, blank(step, sites));
    this.all.set(id, kept);
    this.write(kept, owner, `Opened for ${sites.length} sites: ${symptoms}`, null);
    this.set(kept, checklist.steps[0]?.id ?? '', null, 'verified', 'It stands in the record.', 'Resalt');
    return id;
  }

  private kept(id: string): Kept {
    return this.all.get(id) ?? refuse('INPUT_INVALID', `There is no incident ${id}.`);
  }

  private write({ record }: Kept, by: string, what: string, step: string | null, siteId: string | null = null): void {
    const seq = record.length + 1;
    record.push({ seq, at: now(), by, what, step, siteId, run: null, hash: hashOf(`${seq} ${what}`) });
  }

  /** Sets how a step stands on these sites, all of them with null. */
  set(
    kept: Kept,
    step: string,
    names: string[] | null,
    state: StepState,
    told: string,
    by: string | null,
    more: Partial<Standing> = {},
  ): void {
    const sha256 = hashOf(`${step} ${told}`);
    const evidence = state === 'verified' ? [{ what: 'What was seen', sha256, at: now() }] : [];
    kept.standings.set(
      step,
      (kept.standings.get(step) ?? []).map((one) =>
        names === null || one.site === null || names.includes(one.site)
          ? { ...one, state, told, by, at: now(), note: null, evidence, ...more }
          : one,
      ),
    );
  }

  show(id: string): Incident {
    const { base, checklist, standings, record } = this.kept(id);
    const states = new Map(checklist.steps.map((step) => [step.id, together(standings.get(step.id) ?? [])]));
    const isDone = (step: string): boolean => done({ state: states.get(step) ?? 'verified' });
    const steps: IncidentStep[] = checklist.steps.map((step) => ({
      ...step,
      state: states.get(step.id) ?? 'open',
      standings: standings.get(step.id) ?? [],
      waitsFor: step.after.filter((one) => !isDone(one)),
    }));
    const left = steps.filter(({ id: step }) => !isDone(step));
    const never = left.filter(({ containment }) => containment).flatMap(({ standings: of }) => of);
    const toDo = new Set(never.flatMap(({ siteId, state }) => (state === 'reopened' ? [] : (siteId ?? []))));
    const next =
      left.find(({ containment }) => containment) ?? left.find(({ waitsFor }) => waitsFor.length === 0) ?? left[0];
    const { steps: _, ...rest } = checklist;
    return {
      ...base,
      steps,
      checklist: rest,
      record,
      done: steps.length - left.length,
      next: next ? { step: next.id, ...sayNext(next, toDo.size), who: next.who } : null,
      alerts: base.alertList.filter(({ seen }) => !seen).length,
      due: base.rechecks.filter(({ state }) => state === 'due' || state === 'failed').length,
    };
  }

  private summary(id: string): IncidentSummary {
    const { steps, ...rest } = this.show(id);
    return { ...rest, steps: steps.length };
  }

  watch(id: string, listener: (incident: Incident) => void): () => void {
    const { watchers } = this.kept(id);
    watchers.add(listener);
    listener(this.show(id));
    return () => watchers.delete(listener);
  }

  /** How many open incidents a site is in. */
  openOn(siteId: string): number {
    const open = [...this.all.values()].filter(({ base }) => base.closedAt === null);
    return open.filter(({ base }) => base.sites.some((one) => one.siteId === siteId)).length;
  }

  private told(id: string): Incident {
    const shown = this.show(id);
    for (const tell of this.kept(id).watchers) tell(shown);
    return shown;
  }

  /** For tests: somebody changes back what a step did on a site. */
  breakStep(id: string, step: string, site: string, text: string): void {
    const kept = this.kept(id);
    const siteId = kept.base.sites.find((one) => one.site === site)?.siteId ?? null;
    this.set(kept, step, [site], 'reopened', text, 'Resalt');
    const alert: Alert = { id: `a_${kept.base.alertList.length}`, at: now(), step, siteId, site, text, seen: false };
    kept.base.alertList = [...kept.base.alertList, alert];
    this.write(kept, 'Resalt', `Open again: ${text}`, step, siteId);
    this.told(id);
  }

  /** When a run has ended, the steps that it was of are looked at. */
  after({ id: run, options: { incident }, dryRun }: RunSummary, rows: RunSite[]): void {
    if (!incident || dryRun) return;
    const kept = this.kept(incident.id);
    const steps =
      incident.part === null
        ? kept.checklist.steps.filter(({ containment }) => containment).map(({ id }) => id)
        : [incident.step];
    for (const step of steps)
      for (const { site, outcome, failure } of rows) {
        if (outcome === 'changed' || outcome === 'unchanged')
          this.set(kept, step, [site], 'verified', 'Looked at from outside and read back: it holds.', 'Resalt', {
            run,
            outcome,
          });
        else this.set(kept, step, [site], 'failed', failure?.message ?? 'It did not go.', 'Resalt', { run, outcome });
      }
    this.write(kept, 'Resalt', `A run on ${rows.length} sites ended.`, incident.step);
    this.told(incident.id);
  }

  private begin(kept: Kept, steps: string[], names: string[] | null, run: string): void {
    for (const step of steps) this.set(kept, step, names, 'working', 'Resalt is at it.', 'Resalt', { run });
    this.told(kept.base.id);
  }

  private contain({ incident, sites, options }: Asked): { run: string } {
    const kept = this.kept(incident);
    const names = sites ?? kept.base.sites.map(({ site }) => site);
    const steps = kept.checklist.steps.filter(({ containment }) => containment).map(({ id }) => id);
    const run = this.host.start('Contain', names, {
      ...options,
      incident: { id: incident, step: 'contain', part: null },
    });
    if (options.dryRun) kept.base.containment = { ...kept.base.containment, plan: run };
    else {
      kept.base.containment = { ...kept.base.containment, run };
      this.begin(kept, steps, names, run);
    }
    return { run };
  }

  private run({ incident, step: id, sites, options, plan }: Asked): { run: string | null; incident: Incident } {
    const kept = this.kept(incident);
    const step =
      kept.checklist.steps.find((one) => one.id === id) ?? refuse('INPUT_INVALID', `There is no step ${id}.`);
    const names = sites ?? kept.base.sites.map(({ site }) => site);
    const first = step.automations.find((one) => !('audit' in one));
    if (!first) {
      this.set(
        kept,
        id,
        step.per === 'site' ? names : null,
        'verified',
        'Looked at whole: nothing that nobody accepted.',
        'Resalt',
      );
      this.write(kept, 'Resalt', `Looked at ${names.length} sites.`, id);
      return { run: null, incident: this.told(incident) };
    }
    if (!options.dryRun && step.who === 'resalt-after-approval' && plan === null)
      refuse('INPUT_INVALID', 'This step wants the plan that was shown.');
    const operation = 'operation' in first ? first.operation : 'QuarantineFiles';
    const run = this.host.start(operation, names, { ...options, incident: { id: incident, step: id, part: 0 } });
    if (!options.dryRun) this.begin(kept, [id], step.per === 'site' ? names : null, run);
    return { run, incident: this.told(incident) };
  }

  private verify({ incident, steps, sites }: { incident: string; steps?: string[]; sites?: string[] }): Incident {
    const kept = this.kept(incident);
    for (const step of kept.checklist.steps) {
      if (steps && !steps.includes(step.id)) continue;
      const before = kept.standings.get(step.id) ?? [];
      kept.standings.set(
        step.id,
        before.map((one) => {
          if (one.site !== null && sites && !sites.includes(one.site)) return one;
          if (!steps && !done(one)) return one;
          const holds = done(one) || step.automations.length === 0;
          return holds
            ? { ...one, state: 'verified' as const, told: 'Looked again: it holds.', by: 'Resalt', at: now() }
            : { ...one, told: 'Looked: it does not hold yet.', at: now() };
        }),
      );
      this.write(kept, 'Resalt', 'Verified again.', step.id);
    }
    return this.told(incident);
  }

  private word(state: 'ticked' | 'reopened', { incident, step, sites, by, note }: Asked): Incident {
    const kept = this.kept(incident);
    const told = state === 'ticked' ? `${by} says that it is done.` : `${by} says that it is not done.`;
    this.set(kept, step, sites ?? null, state, told, by, { note });
    this.write(kept, by, note, step);
    return this.told(incident);
  }

  private change(
    incident: string,
    by: string,
    what: string,
    make: (base: Kept['base']) => Partial<Kept['base']>,
  ): Incident {
    const kept = this.kept(incident);
    Object.assign(kept.base, make(kept.base));
    this.write(kept, by, what, null);
    return this.told(incident);
  }

  private addSites(incident: string, select: Select): Incident {
    const kept = this.kept(incident);
    const more = this.host.chosen(select).filter(({ siteId }) => !kept.base.sites.some((one) => one.siteId === siteId));
    for (const step of kept.checklist.steps)
      if (step.per === 'site')
        kept.standings.set(step.id, [...(kept.standings.get(step.id) ?? []), ...blank(step, more)]);
    return this.change(incident, kept.base.owner, `Added ${more.length} sites.`, ({ sites }) => ({
      sites: [...sites, ...more],
    }));
  }

  private recheck(incident: string): Incident {
    return this.change(incident, 'Resalt', 'Looked again: no new finding.', ({ rechecks }) => {
      const at = rechecks.findIndex(({ state }) => state !== 'done');
      const told = 'No new finding, and every step that was done still holds.';
      return {
        rechecks: rechecks.map((one, index) =>
          index === at ? { ...one, state: 'done' as const, doneAt: now(), told } : one,
        ),
      };
    });
  }

  private contained(kept: Kept): Where[] {
    const ids = (kept.standings.get('snapshot') ?? []).flatMap((one) => (done(one) ? (one.siteId ?? []) : []));
    return kept.base.sites.filter(({ siteId }) => ids.includes(siteId)).map(({ siteId, site }) => ({ siteId, site }));
  }

  private timeline(asked: {
    incident: string;
    sites?: string[];
    sources?: string[];
    text: string;
    kind: string;
    marked: boolean;
    after: string | null;
    limit: number;
  }): unknown {
    const kept = this.kept(asked.incident);
    if (kept.gatheredAt === null)
      return { gatheredAt: null, readings: [], entries: [], count: 0, next: null, entryPoints: [] };
    const at = Date.parse(kept.gatheredAt);
    const wheres = kept.base.sites.map(({ siteId, site }) => ({ siteId, site }));
    const all = wheres.flatMap((where) => entriesOf(where, at)).sort((a, b) => a.at.localeCompare(b.at));
    const entries = all.filter(
      (one) =>
        (!asked.sites || asked.sites.includes(one.site)) &&
        (!asked.sources || asked.sources.includes(one.source)) &&
        (!asked.marked || one.marked !== null) &&
        (asked.kind === '' || asked.kind === one.kind) &&
        `${one.what} ${one.who} ${one.ip}`.toLowerCase().includes(asked.text.toLowerCase()),
    );
    const entryPoints = wheres.flatMap(
      ({ siteId }) => all.find((one) => one.siteId === siteId && one.marked !== null) ?? [],
    );
    const readings = wheres.flatMap(readingsOf);
    const [any] = all;
    const many = asked.text === 'many' && any ? manyLike(any, Number(asked.after ?? 0), asked.limit) : null;
    return {
      gatheredAt: kept.gatheredAt,
      readings,
      ...(many ?? { entries: entries.slice(0, 500), count: entries.length, next: null }),
      entryPoints: entryPoints.slice(0, 3),
      beginnings: wheres.slice(0, 3).map((where) => ({
        ...where,
        told: 'It is where to begin reading, not a proof. The access logs that were read begin at 2026-11-08 00:00 UTC.',
      })),
    };
  }

  private checklist(): z.infer<(typeof checklistProcedures)['get']['output']> {
    return { checklist: checklistOf(this.own, this.revision), own: this.own };
  }

  /** Every call of these nouns; undefined where it is another one’s. */
  async call(path: string, input: never): Promise<unknown> {
    const asked = input as Asked & Record<string, never>;
    const { incident, by, note } = asked;
    switch (path) {
      case 'incidents.open':
        return this.show(this.open(input));
      case 'incidents.list':
        return [...this.all.keys()].map((id) => this.summary(id));
      case 'incidents.show':
        return this.show(incident);
      case 'incidents.addSites':
        return this.addSites(incident, (input as { select: Select }).select);
      case 'incidents.contain':
        return this.contain(asked);
      case 'incidents.run':
        return this.run(asked);
      case 'incidents.verify':
        return this.verify(input);
      case 'incidents.tick':
        return this.word('ticked', asked);
      case 'incidents.reopen':
        return this.word('reopened', asked);
      case 'incidents.note':
        this.write(this.kept(incident), by, note, asked.step);
        return this.told(incident);
      case 'incidents.cause': {
        const { text, entryAt } = input as { text: string; entryAt: string | null };
        this.set(this.kept(incident), 'entry-point', null, 'ticked', 'The cause is written down.', by);
        return this.change(incident, by, text, () => ({ cause: { text, entryAt, by, at: now() } }));
      }
      case 'incidents.alertsSeen':
        return this.change(incident, 'you', 'The alerts were seen.', ({ alertList }) => ({
          alertList: alertList.map((one) => ({ ...one, seen: true })),
        }));
      case 'incidents.recheck':
        return this.recheck(incident);
      case 'incidents.close':
        return this.change(incident, by, `Closed: ${note}`, () => ({ closedAt: now() }));
      case 'incidents.openAgain':
        return this.change(incident, by, `Open again: ${note}`, () => ({ closedAt: null }));
      case 'evidence.list':
        return this.contained(this.kept(incident)).flatMap((where) =>
          evidenceOf(where, this.kept(incident).base.openedAt),
        );
      case 'evidence.verify':
        return { whole: this.contained(this.kept(incident)).length * 11, damaged: [] };
      case 'evidence.export':
        return refuse('NOT_ALLOWED_HERE', 'From a browser no file of this machine is written.');
      case 'timeline.gather':
        this.kept(incident).gatheredAt = now();
        return { readings: [], entries: 40 };
      case 'timeline.show':
        return this.timeline(input);
      default:
        return this.paper(path, input);
    }
  }

  private paper(path: string, input: never): unknown {
    switch (path) {
      case 'checklist.get':
        return this.checklist();
      case 'checklist.set':
        this.own = (input as { own: OwnChecklist }).own;
        this.revision++;
        return this.checklist();
      case 'reports.make': {
        const { incident, audience, format } = input as { incident: string; audience: string; format: string };
        const text = `Report of ${this.show(incident).name} for ${audience}`;
        return {
          name: `report-${audience}.${format}`,
          type: 'text/plain',
          base64: btoa(text),
          sha256: hashOf(text),
          at: now(),
        };
      }
      case 'reports.note': {
        const { name, steps } = this.show((input as { incident: string }).incident);
        return {
          subject: `About ${name}`,
          text: `Dear [name],\n\n${steps.filter(done).length} of ${steps.length} steps are done.\n\nKind regards,\n${this.agency.name}`,
        };
      }
      case 'reports.getAgency':
        return this.agency;
      case 'reports.setAgency':
        this.agency = (input as { agency: Agency }).agency;
        return this.agency;
      default:
        return refuse('BUG', `The fake engine has no ${path}.`);
    }
  }

  /** Three at once on forty sites: one that just began, one midway with alerts, one that was closed and is to be looked at again. */
  three(): void {
    const ago = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();
    const all = this.host.chosen({ all: true }).map(({ site }) => site);
    const open = (name: string, owner: string, sites: string[], minutes: number, symptoms: string): Kept =>
      this.kept(this.open({ name, owner, select: { sites }, symptoms, noticedAt: ago(minutes + 25) }, ago(minutes)));
    const midway = open(
      'Acme shops send visitors to a shop for pills',
      'Anna de Wit',
      all.slice(0, 9),
      194,
      'Visitors from Google land on a shop for pills. Three clients called.',
    );
    for (const step of midway.checklist.steps.slice(1, 18)) {
      const by = step.automations.length === 0 && step.verifications.length === 0;
      this.set(
        midway,
        step.id,
        null,
        by ? 'ticked' : 'verified',
        by ? 'Anna de Wit says that it is done.' : 'Looked at from outside and read back: it holds.',
        by ? 'Anna de Wit' : 'Resalt',
        by ? { note: 'Checked with the hosting company by telephone.' } : {},
      );
    }
    const { id } = midway.base;
    const found = midway.checklist.steps[17]?.id ?? '';
    this.set(
      midway,
      found,
      all.slice(4, 7),
      'failed',
      '2 files that nobody accepted: cache-a1.php and wp-tmp.php.',
      'Resalt',
    );
    this.breakStep(
      id,
      'contain-passwords',
      all[2] ?? '',
      'The salts are not those that Resalt made. Somebody put an old wp-config.php back.',
    );
    this.breakStep(id, 'isolate', all[5] ?? '', 'The site answers visitors again (200).');
    midway.gatheredAt = now();
    open(
      'The intranet of Eastgate is slow and full of unknown users',
      'Jeroen',
      all.slice(9, 38),
      4,
      'Forty new subscribers with odd names since noon.',
    );
    const over = open(
      'Café Ümlaut was defaced',
      'Anna de Wit',
      all.slice(36, 40),
      12_000,
      'The front page showed a skull.',
    );
    for (const step of over.checklist.steps)
      if (step.id !== 'look-again')
        this.set(
          over,
          step.id,
          null,
          step.verifications.length > 0 ? 'verified' : 'ticked',
          'Done and looked at.',
          'Anna de Wit',
        );
    over.base.closedAt = ago(10_200);
    over.base.rechecks = [
      { after: '24-hours', dueAt: ago(9000), state: 'done', doneAt: ago(8990), told: 'No new finding.' },
      { after: '7-days', dueAt: ago(120), state: 'due', doneAt: null, told: '' },
      { after: '30-days', dueAt: ago(-33_000), state: 'to-come', doneAt: null, told: '' },
    ];
  }
}

function blank(step: ChecklistStep, sites: readonly Site[]): Standing[] {
  const none = {
    state: 'open' as const,
    told: '',
    by: null,
    at: null,
    note: null,
    run: null,
    outcome: null,
    evidence: [],
  };
  if (step.per === 'incident') return [{ siteId: null, site: null, ...none }];
  return sites.map(({ siteId, site }) => ({ siteId, site, ...none }));
}

function sayNext({ containment, title, why }: IncidentStep, sites: number): { title: string; why: string } {
  if (!containment || sites === 0) return { title, why };
  return {
    title: `Contain ${sites} sites`,
    why: 'Minutes count: evidence is kept first, then everybody is shut out at once.',
  };
}

/** A page of a hundred thousand. */
function manyLike<One extends { what: string }>(one: One, from: number, limit: number) {
  const count = 100_000;
  const length = Math.max(0, Math.min(limit, count - from));
  const entries = Array.from({ length }, (_, index) => ({ ...one, what: `Thing ${from + index}` }));
  return { entries, count, next: from + length < count ? String(from + length) : null };
}
