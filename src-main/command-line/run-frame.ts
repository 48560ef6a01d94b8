import type { Run, RunSite } from '../contract/runs.ts';

/** A run as --json prints it, a promise to scripts (DESIGN, "Command line"). What a site does not have is left out. */
export function runFrame(run: Run): object {
  return {
    run: run.id,
    operation: run.operation,
    dryRun: run.dryRun,
    ...(run.state === 'finished' ? {} : { state: run.state }),
    ...(run.stoppedWhy === null ? {} : { stoppedWhy: run.stoppedWhy }),
    ms: run.ms,
    totals: run.totals,
    sites: run.sites.map((row) => siteFrame(row, run)),
  };
}

function siteFrame(row: RunSite, run: Run): object {
  const { salts, sessions, proof, failure, inspection } = row;
  const showInspection = inspection && (run.dryRun || run.operation === 'InspectSite');
  return {
    site: row.site,
    outcome: row.outcome,
    ...(row.ms === null ? {} : { ms: row.ms }),
    ...(row.steps.length > 0 ? { steps: row.steps.map(({ name, ms, outcome }) => ({ name, ms, outcome })) } : {}),
    ...(salts ? { salts } : {}),
    ...(sessions ? { sessions } : {}),
    ...(proof ? { proof: proofFrame(proof) } : {}),
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
