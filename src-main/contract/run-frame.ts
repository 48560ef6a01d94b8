import type { Run, RunSite } from './runs.ts';

/**
 * A run as --json prints it, a promise to scripts (DESIGN, "Command line"). What a site does not have is left out.
 * `moments` adds when it all was, for a report that a person keeps: of the run, of each site and of each refusal.
 */
export function runFrame(run: Run, moments = false): object {
  const { startedAt, endedAt } = run;
  return {
    run: run.id,
    operation: run.operation,
    dryRun: run.dryRun,
    ...(run.options.policy ? { policy: run.options.policy.name } : {}),
    ...(run.state === 'finished' ? {} : { state: run.state }),
    ...(run.stoppedWhy === null ? {} : { stoppedWhy: run.stoppedWhy }),
    ...(moments ? { startedAt, endedAt } : {}),
    ms: run.ms,
    totals: run.totals,
    sites: run.sites.map((row) => siteFrame(row, run, moments)),
  };
}

function siteFrame(row: RunSite, run: Run, moments: boolean): object {
  const { salts, sessions, proof, deeds, failure, inspection, startedAt } = row;
  const showInspection = inspection && (run.dryRun || run.operation === 'InspectSite');
  return {
    site: row.site,
    outcome: row.outcome,
    ...(moments ? { startedAt } : {}),
    ...(row.ms === null ? {} : { ms: row.ms }),
    ...(row.steps.length > 0 ? { steps: row.steps.map(({ name, ms, outcome }) => ({ name, ms, outcome })) } : {}),
    ...(salts ? { salts } : {}),
    ...(sessions ? { sessions } : {}),
    ...(proof ? { proof: { ...proofFrame(proof), ...(moments ? { at: proof.at } : {}) } } : {}),
    ...(deeds ? { deeds } : {}),
    ...(run.dryRun ? { plan: row.plan } : {}),
    ...(row.warnings.length > 0 ? { warnings: row.warnings.map((warning) => warning.text) } : {}),
    ...(failure ? { failure: { code: failure.code, message: failure.message, retry: failure.retry } } : {}),
    ...(showInspection ? { inspection } : {}),
  };
}

const proofFrame = ({ verdict, before, after, why }: NonNullable<RunSite['proof']>): object => ({
  verdict,
  before,
  after,
  ...(why === null ? {} : { why }),
});
