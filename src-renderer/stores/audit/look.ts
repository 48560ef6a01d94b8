import type { AuditReport } from '../../../src-main/contract/findings.ts';
import { api } from '../../api.ts';
import { failureOf } from '../failed.ts';
import { go } from '../route.ts';
import { afterReport, readAudits, useAudits } from './load.ts';

type Ask = (sites: string[]) => Promise<AuditReport>;
const engine: Ask = (sites) => api.audit.look.query({ select: { sites } });

/** Calls at once; each is of so many sites that a large fleet needs no more than some hundred of them. */
const callsAtOnce = 4;
const sitesPerCall = (all: number): number => Math.max(1, Math.min(20, Math.ceil(all / 40)));
let turn = 0;

/** Sites that are being looked at answer still, but are not shown until what is kept is read. */
export function stopLooking(): void {
  turn++;
  useAudits.setState({ looking: null });
}

/** Audits these sites, a few at a time, so that each result is in sight as it comes. A look begun meanwhile ends this one. */
export async function look(sites: string[], ask: Ask = engine, read: () => Promise<void> = readAudits): Promise<void> {
  const mine = ++turn;
  const size = sitesPerCall(sites.length);
  const waiting = Array.from({ length: Math.ceil(sites.length / size) }, (_, at) =>
    sites.slice(at * size, (at + 1) * size),
  );
  useAudits.setState({ looking: { total: sites.length, done: 0, silent: 0 }, failure: null });
  const work = async (): Promise<void> => {
    for (let some = waiting.shift(); some && mine === turn; some = waiting.shift()) {
      const report = await ask(some);
      if (mine === turn) put(report);
    }
  };
  try {
    await Promise.all(Array.from({ length: callsAtOnce }, work));
    if (mine !== turn) return;
    // What is new since the last look, what was accepted, and what a check that could not look had found, is known to the engine.
    await read();
    if (mine === turn) useAudits.setState({ looking: null });
  } catch (error) {
    if (mine !== turn) return;
    turn++;
    useAudits.setState({ looking: null, failure: { doing: 'audit the sites', failure: failureOf(error) } });
  }
}

/** Audits these sites and shows what is found: of one site its own findings, else the fleet’s. */
export function audit(sites: string[]): void {
  const [only] = sites;
  go(sites.length === 1 && only ? { screen: 'site', name: only, tab: 'findings' } : { screen: 'audit' });
  void look(sites);
}

function put(report: AuditReport): void {
  const silent = report.sites.filter(({ outcome }) => outcome !== 'ok').length;
  useAudits.setState(({ sites, looking }) => ({
    sites: afterReport(sites, report),
    looking: looking && {
      ...looking,
      done: looking.done + report.sites.length,
      silent: looking.silent + silent,
    },
  }));
}
