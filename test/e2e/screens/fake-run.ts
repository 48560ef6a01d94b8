import type { Failure } from '../../../src-main/contract/failures.ts';
import type { SiteRow } from '../../../src-main/contract/fleet.ts';
import type { Order } from '../../../src-main/contract/orders.ts';
import type { RunSite, RunSummary, StepRecord, Totals } from '../../../src-main/contract/runs.ts';
import { outcomes } from '../../../src-main/contract/runs.ts';
import { previewWaves } from '../../../src-renderer/words/plan.ts';
import { orderedRow } from './fake-orders.ts';
import { chance, type Fate, makeInspection } from './fake-sites.ts';

const looking = ['Connect', 'Find the configuration', 'Understand the salts', 'Count the logins'];
const doing = [
  ...looking,
  'Mint a canary',
  'Open the site with it',
  'Write eight new salts',
  'End all sessions',
  'Flush the object cache',
  'Prove that the canary is refused',
];

export const noTotals = (): Totals => Object.fromEntries(outcomes.map((name) => [name, 0])) as Totals;

interface Row {
  row: RunSite;
  fate: Fate;
  source: SiteRow;
  next: number;
}

function failureOf(
  fate: Fate,
  site: SiteRow['site'],
  dryRun: boolean,
  { stopForEncryptors }: RunSummary['options'],
): { outcome: RunSite['outcome']; failure: Failure; atStep: number } | null {
  const where = { siteId: site.id };
  const host = site.ssh?.host ?? 'db.example';
  switch (fate) {
    case 'unreachable':
      return {
        outcome: 'unreachable',
        atStep: 1,
        failure: {
          code: 'HOST_UNREACHABLE',
          message: `${host} did not answer on port 22 within 10 s. See that the server runs and that your network reaches it.`,
          where,
          retry: 'safe',
        },
      };
    case 'key-changed':
      return {
        outcome: 'unreachable',
        atStep: 1,
        failure: {
          code: 'HOST_KEY_CHANGED',
          message: `${host} answered with a host key that differs from the trusted one. Nothing was sent. Ask whoever runs the server whether it was set up anew.`,
          where,
          retry: 'never',
        },
      };
    case 'key-unknown':
      return {
        outcome: 'unreachable',
        atStep: 1,
        failure: {
          code: 'HOST_KEY_UNKNOWN',
          message: `The host key of ${host} has not been trusted yet. Compare its fingerprint and trust it.`,
          where,
          retry: 'safe',
        },
      };
    case 'encryptor':
      return stopForEncryptors
        ? {
            outcome: 'skipped',
            atStep: 3,
            failure: {
              code: 'NOT_ALLOWED_HERE',
              message:
                'Left as it is, because plugins keep secrets under the salts: All-In-One Security would lose two-factor secrets of 3 people.',
              where,
              retry: 'never',
            },
          }
        : null;
    case 'salts-elsewhere':
      return {
        outcome: 'failed',
        atStep: 3,
        failure: {
          code: 'SALTS_ELSEWHERE',
          message:
            'The salts come from the environment of php-fpm (pool “delta”). Whoever runs that server can change them.',
          where: { ...where, step: 'Understand the salts' },
          retry: 'never',
        },
      };
    case 'changed-meanwhile':
      return dryRun
        ? null
        : {
            outcome: 'failed',
            atStep: 7,
            failure: {
              code: 'CONFIG_CHANGED_MEANWHILE',
              message: 'wp-config.php was changed by somebody else between reading and writing. Nothing was written.',
              where: { ...where, step: 'Write eight new salts' },
              retry: 'safe',
            },
          };
    case 'uncertain':
      return dryRun
        ? null
        : {
            outcome: 'uncertain',
            atStep: 8,
            failure: {
              code: 'TIMED_OUT',
              message: 'The connection died while the sessions were being ended. They may have been ended or not.',
              where: { ...where, step: 'End all sessions' },
              retry: 'check-first',
            },
          };
    case 'still-accepted':
      return dryRun
        ? null
        : {
            outcome: 'failed',
            atStep: 10,
            failure: {
              code: 'VERIFY_FAILED',
              message:
                'The old cookie still opens the site 60 s after the change: PHP keeps the old configuration. Reload php-fpm, then retry.',
              where: { ...where, step: 'Prove that the canary is refused' },
              retry: 'safe',
            },
          };
    default:
      return null;
  }
}

/** A run that plays by itself: `tick` moves it on by one beat and answers the rows that changed. */
export class FakeRun {
  summary: RunSummary;
  readonly rows: Row[];
  /** What a closing operation was asked to do. */
  order: Order | null = null;
  private cancelled = false;

  constructor(id: string, start: Pick<RunSummary, 'operation' | 'options'>, sites: { row: SiteRow; fate: Fate }[]) {
    const waves = previewWaves(start.options.waves, sites.length);
    const waveOf = waves.flatMap((size, wave) => Array.from({ length: size }, () => wave));
    this.rows = sites.map(({ row, fate }, at) => ({
      fate,
      source: row,
      next: 0,
      row: waitingRow(row, waveOf[at] ?? 0),
    }));
    this.summary = {
      id,
      operation: start.operation,
      dryRun: start.options.dryRun,
      state: 'running',
      startedAt: new Date().toISOString(),
      endedAt: null,
      ms: 0,
      options: start.options,
      waves,
      totals: noTotals(),
      stoppedWhy: null,
      count: sites.length,
      waiting: sites.length,
      working: 0,
    };
  }

  sites(): RunSite[] {
    return this.rows.map(({ row }) => row);
  }

  cancel(): void {
    if (this.summary.state !== 'running') return;
    this.cancelled = true;
    this.summary = { ...this.summary, state: 'cancelling' };
  }

  tick(beats: number): RunSite[] {
    const changed: RunSite[] = [];
    for (const entry of this.rows) {
      if (entry.row.state === 'working' && chance(`${entry.row.siteId} ${entry.next} ${beats}`) < 0.35)
        changed.push(this.step(entry));
    }
    this.startMore(changed);
    if (changed.length > 0 || this.summary.state !== 'finished') this.settle();
    return changed;
  }

  private startMore(changed: RunSite[]): void {
    const open = this.rows.filter(({ row }) => row.state !== 'done');
    const wave = open[0]?.row.wave;
    let free = this.summary.options.concurrency - open.filter(({ row }) => row.state === 'working').length;
    for (const entry of open) {
      if (entry.row.state !== 'waiting') continue;
      if (this.cancelled) {
        entry.row = { ...entry.row, state: 'done', outcome: 'cancelled' };
        changed.push(entry.row);
      } else if (free > 0 && entry.row.wave === wave) {
        free--;
        entry.row = { ...entry.row, state: 'working', step: looking[0] ?? null, startedAt: new Date().toISOString() };
        changed.push(entry.row);
      }
    }
  }

  private step(entry: Row): RunSite {
    const { dryRun, operation, options } = this.summary;
    const steps = dryRun || operation === 'InspectSite' ? looking : doing;
    entry.next++;
    const failed = failureOf(entry.fate, entry.source.site, dryRun || operation === 'InspectSite', options);
    const started = Date.parse(entry.row.startedAt ?? '');
    const record: StepRecord = {
      name: steps[entry.next - 1] ?? '',
      ms: 8 + Math.floor(chance(`${entry.row.siteId}${entry.next}`) * 80),
      outcome: 'ok',
    };
    if (failed && failed.atStep === entry.next) {
      const outcome = failed.outcome === 'uncertain' ? 'uncertain' : 'failed';
      const done: RunSite = {
        ...entry.row,
        state: 'done',
        step: null,
        outcome: failed.outcome,
        failure: failed.failure,
        ms: Date.now() - started,
        steps: [...entry.row.steps, { ...record, outcome }],
      };
      entry.row =
        entry.fate === 'still-accepted'
          ? {
              ...finished(done, entry),
              outcome: 'failed',
              proof: { verdict: 'still-accepted', before: 200, after: 200, why: null, at: null },
            }
          : done;
    } else if (entry.next >= steps.length) {
      const done: RunSite = {
        ...entry.row,
        state: 'done',
        step: null,
        ms: Date.now() - started,
        steps: [...entry.row.steps, record],
      };
      entry.row =
        dryRun || operation === 'InspectSite'
          ? planned(done, entry, this.summary)
          : { ...finished(done, entry), outcome: 'changed' };
      if (this.order) entry.row = orderedRow(entry.row, this.order, dryRun);
    } else {
      entry.row = { ...entry.row, step: steps[entry.next] ?? null, steps: [...entry.row.steps, record] };
    }
    return entry.row;
  }

  private settle(): void {
    const totals = noTotals();
    let [waiting, working] = [0, 0];
    for (const { row } of this.rows) {
      if (row.state === 'waiting') waiting++;
      else if (row.state === 'working') working++;
      else if (row.outcome) totals[row.outcome]++;
    }
    const over = waiting + working === 0;
    this.summary = {
      ...this.summary,
      totals,
      waiting,
      working,
      ms: Date.now() - Date.parse(this.summary.startedAt),
      ...(over
        ? {
            state: 'finished',
            endedAt: new Date().toISOString(),
            stoppedWhy: this.cancelled ? 'Cancelled by you.' : null,
          }
        : {}),
    };
  }
}

function waitingRow({ site }: SiteRow, wave: number): RunSite {
  return {
    siteId: site.id,
    site: site.name,
    client: site.client,
    url: site.url,
    wave,
    state: 'waiting',
    step: null,
    outcome: null,
    startedAt: null,
    ms: null,
    attempt: 1,
    steps: [],
    salts: null,
    sessions: null,
    proof: null,
    warnings: [],
    plan: [],
    failure: null,
    inspection: null,
  };
}

function warningsOf(fate: Fate): RunSite['warnings'] {
  switch (fate) {
    case 'editing':
      return [
        {
          kind: 'editing',
          text: '2 people are editing right now. What they have not saved since their last autosave is lost; call them first.',
        },
      ];
    case 'encryptor':
      return [
        {
          kind: 'encryptor',
          text: 'All-In-One Security keeps two-factor secrets under the salts: 3 people must set up two-factor login again.',
        },
      ];
    case 'no-proof':
      return [
        {
          kind: 'no-proof',
          text: 'No proof possible here: wp-admin answers only to known addresses. Sessions and salts will still be changed and read back.',
        },
      ];
    default:
      return [];
  }
}

const containing = [
  'Keep users, sessions, rights, keys, options, cron and wp-config.php, sealed on this machine.',
  'Close the site to visitors (503); 1 address may see it.',
  'Keep the logs, a list of every file, and the database.',
  'New passwords for 3 administrators and 8 new salts; every login ends.',
  'Revoke 2 application passwords.',
];

function planned(row: RunSite, { fate, source }: Row, { operation, options }: RunSummary): RunSite {
  const inspection = makeInspection(source.site, fate, new Date().toISOString());
  return {
    ...row,
    outcome: 'unchanged',
    inspection,
    warnings: warningsOf(fate),
    // As the engine does: a look ends nothing, so what it counted stands in the inspection alone.
    sessions: null,
    plan:
      operation === 'Contain'
        ? containing
        : [
            operation === 'RollBackSalts'
              ? 'Put the old wp-config.php back, byte for byte.'
              : `${options.via ? 'Have WP-CLI rotate' : 'Rotate'} 8 salts in ${inspection.config.path ?? 'wp-config.php'}.`,
            `End ${inspection.sessions.count} logins of ${inspection.sessions.people} people.`,
            inspection.objectCache.kind ? `Flush ${inspection.objectCache.kind}.` : 'No object cache to flush.',
          ],
  };
}

function finished(row: RunSite, { fate, source }: Row): RunSite {
  const inspection = source.inspection ?? makeInspection(source.site, fate, new Date().toISOString());
  const at = new Date().toISOString();
  return {
    ...row,
    inspection,
    warnings: warningsOf(fate),
    salts: {
      place: 'wp-config.php',
      rotated: 8,
      fingerprintBefore: 'a3f1c09b77de2245',
      fingerprintAfter: '5e0b7a64c1f8d932',
    },
    sessions: { before: inspection.sessions.count, after: 0 },
    proof:
      fate === 'no-proof'
        ? {
            verdict: 'not-possible',
            before: 403,
            after: null,
            why: 'The canary did not open wp-admin before either: it answers only to known addresses.',
            at: null,
          }
        : { verdict: 'refused', before: 200, after: 302, why: null, at },
  };
}
