import { outcomes, type RunSummary } from '../contract/runs.ts';

const names: Record<RunSummary['operation'], string> = {
  InspectSite: 'Inspection',
  RotateSalts: 'Salt rotation',
  EndSessions: 'Ending of sessions',
  EndChosenSessions: 'Ending of chosen sessions',
  FleetLogout: 'Logout',
  RollBackSalts: 'Rollback',
  RevokeTokens: 'Revoking of keys',
  ChangeUsers: 'Change of users',
  RepairRights: 'Repair of rights',
  SetOptions: 'Change of settings',
  QuarantineFiles: 'Quarantine of files',
  PutBackFiles: 'Putting back of files',
  Undo: 'Undo',
  OffboardPerson: 'Offboarding',
  ResetPasswords: 'Reset of passwords',
  ChangeDatabasePassword: 'Change of a database password',
  TakeSnapshot: 'Keeping of evidence',
  CloseToVisitors: 'Closing to visitors',
  OpenToVisitors: 'Opening to visitors',
  ClearResetKeys: 'Clearing of reset keys',
  HardenSite: 'Hardening',
  Contain: 'Containment',
};

/** What a notification may say where anybody can read it: figures, no names. */
export function runEnded(run: RunSummary): { title: string; body: string } {
  const name = run.options.policy ? 'Sweep of a session policy' : names[run.operation];
  const what = `${name}${run.dryRun ? ' (dry run)' : ''}`;
  const counted = outcomes.filter((outcome) => run.totals[outcome] > 0);
  const figures = counted.map((outcome) => `${run.totals[outcome]} ${outcome}`);
  const body = `${run.count} ${run.count === 1 ? 'site' : 'sites'}: ${figures.join(', ') || 'nothing done'}.`;
  return { title: run.stoppedWhy === null ? `${what} ended` : `${what} stopped early`, body };
}
