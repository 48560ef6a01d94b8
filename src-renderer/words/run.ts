import type { RunSite, RunSummary, Totals } from '../../src-main/contract/runs.ts';
import { capital, count, list, number } from './count.ts';
import { sayDeeds } from './order.ts';
import { timeOfDay } from './time.ts';

export interface Figures {
  /** Went as asked, by what was read back; a cancelled or failed site is over, but not done. */
  done: number;
  working: number;
  waiting: number;
  /** Failed, unreachable or uncertain. */
  failed: number;
  /** Failed, or cancelled before it began. */
  notGone: number;
  /** On sites that went as asked, as are those where an old cookie was refused. */
  loginsEnded: number;
  sitesWithLogins: number;
  refused: number;
  stillAccepted: number;
  unproven: number;
  lastRefusal: string | null;
}

const total = (totals: Totals, ...names: (keyof Totals)[]): number =>
  names.reduce((sum, name) => sum + (totals[name] ?? 0), 0);

/** How many sites did not go as asked. */
export const failures = (totals: Totals): number => total(totals, 'failed', 'unreachable', 'uncertain');
/** How many sites a retry would take up. */
export const retryable = (totals: Totals): number => total(totals, 'failed', 'unreachable', 'uncertain', 'cancelled');

/** The figures of a run that go into its head and into the report. */
export function figuresOf(summary: RunSummary, sites: Iterable<RunSite>): Figures {
  const figures: Figures = {
    done: total(summary.totals, 'changed', 'unchanged'),
    working: summary.working,
    waiting: summary.waiting,
    failed: failures(summary.totals),
    notGone: retryable(summary.totals),
    loginsEnded: 0,
    sitesWithLogins: 0,
    refused: 0,
    stillAccepted: 0,
    unproven: 0,
    lastRefusal: null,
  };
  for (const { sessions, proof, outcome } of sites) {
    const asAsked = outcome === 'changed' || outcome === 'unchanged';
    // Of a site that failed rows may be gone and people logged in all the same: its failure says which.
    const ended = sessions && asAsked ? Math.max(0, sessions.before - sessions.after) : 0;
    figures.loginsEnded += ended;
    if (ended > 0) figures.sitesWithLogins++;
    if (proof?.verdict === 'refused') {
      if (!asAsked) continue;
      figures.refused++;
      if (proof.at !== null && proof.at > (figures.lastRefusal ?? '')) figures.lastRefusal = proof.at;
    } else if (proof?.verdict === 'still-accepted') figures.stillAccepted++;
    else if (proof && outcome === 'changed') figures.unproven++;
  }
  return figures;
}

function troubles(summary: RunSummary, figures: Figures): string[] {
  const { totals } = summary;
  const said: string[] = [];
  const n = (name: keyof Totals): number => totals[name] ?? 0;
  if (figures.stillAccepted > 0) said.push(`old cookies STILL OPEN ${count(figures.stillAccepted, 'site')}`);
  if (n('uncertain') > 0) said.push(`${number(n('uncertain'))} uncertain`);
  if (n('failed') > 0) said.push(`${number(n('failed'))} failed`);
  if (n('unreachable') > 0) said.push(`${number(n('unreachable'))} not reached`);
  if (n('cancelled') > 0) said.push(`${number(n('cancelled'))} cancelled before they began`);
  if (n('skipped') > 0) said.push(`${number(n('skipped'))} skipped`);
  return said;
}

/** Whether there are old salts that this run replaced, so that they could be put back. */
export function canPutBack({ operation, dryRun, state }: RunSummary, sites: RunSite[]): boolean {
  const rotates = operation === 'FleetLogout' || operation === 'RotateSalts';
  return rotates && !dryRun && state === 'finished' && sites.some(({ salts }) => salts !== null && salts.rotated > 0);
}

/** Whose refusal a proof saw: new salts refuse every old cookie; of chosen logins only a canary that ended with them was tried. */
export const provenBy = ({ operation }: Pick<RunSummary, 'operation'>): 'Old cookie' | 'Canary cookie' =>
  operation === 'EndChosenSessions' ? 'Canary cookie' : 'Old cookie';

/** What a finished run of a closing operation did, and on which sites it did not go. */
export function sayOrder(summary: RunSummary, sites: RunSite[], figures: Figures): string {
  const said = [sayDeeds(sites)];
  if (figures.loginsEnded > 0) said.push(`${capital(count(figures.loginsEnded, 'login'))} ended.`);
  const bad = troubles(summary, figures);
  if (bad.length > 0) said.push(`${capital(list(bad))}.`);
  return said.join(' ');
}

/** What a finished run did, as facts: "39 logins on 5 sites ended. Old cookies refused at 22:41:07." */
export function sayRun(summary: RunSummary, figures: Figures): string {
  const said: string[] = [];
  if (summary.operation === 'InspectSite') {
    said.push(`${count(total(summary.totals, 'changed', 'unchanged'), 'site')} read. Nothing was changed.`);
  } else {
    if (figures.loginsEnded > 0 || summary.operation !== 'RotateSalts') {
      const where = figures.sitesWithLogins > 0 ? ` on ${count(figures.sitesWithLogins, 'site')}` : '';
      said.push(`${capital(count(figures.loginsEnded, 'login'))}${where} ended.`);
    }
    if (summary.operation === 'RollBackSalts')
      said.push(`Old salts of ${count(total(summary.totals, 'changed'), 'site')} put back.`);
    if (summary.operation === 'RotateSalts')
      said.push(`Salts of ${count(total(summary.totals, 'changed'), 'site')} rotated.`);
    if (figures.refused > 0 && figures.lastRefusal !== null) {
      const all = figures.refused === summary.count ? '' : ` on ${count(figures.refused, 'site')}`;
      said.push(`${provenBy(summary)}s refused${all} at ${timeOfDay(figures.lastRefusal)}.`);
    }
    if (figures.unproven > 0) said.push(`${capital(count(figures.unproven, 'site'))} without proof.`);
  }
  const bad = troubles(summary, figures);
  if (bad.length > 0) said.push(`${capital(list(bad))}.`);
  return said.join(' ');
}

/** The state of a run for a list: "Running", "Interrupted", "Finished", "Stopped". */
export function sayRunState(summary: RunSummary): string {
  if (summary.state === 'finished') return summary.stoppedWhy === null ? 'Finished' : 'Stopped';
  return { running: 'Running', cancelling: 'Cancelling', interrupted: 'INTERRUPTED' }[summary.state];
}
