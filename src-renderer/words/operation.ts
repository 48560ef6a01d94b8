import type { OperationName, RunSummary } from '../../src-main/contract/runs.ts';
import { count } from './count.ts';

interface Words {
  /** As a heading: "Log everyone out". */
  title: string;
  /** On a button, with its number: "Log everyone out of 136 sites". */
  button(sites: number): string;
}

/** What a person calls each operation. */
export const operations: Record<OperationName, Words> = {
  FleetLogout: {
    title: 'Log everyone out',
    button: (n) => `Log everyone out of ${count(n, 'site')}`,
  },
  RotateSalts: { title: 'Rotate salts', button: (n) => `Rotate the salts of ${count(n, 'site')}` },
  EndSessions: { title: 'End sessions', button: (n) => `End all sessions on ${count(n, 'site')}` },
  EndChosenSessions: {
    title: 'End chosen sessions',
    button: (n) => `End the chosen sessions on ${count(n, 'site')}`,
  },
  RollBackSalts: {
    title: 'Put the old salts back, ending all logins',
    button: (n) => `Put the old salts of ${count(n, 'site')} back and end all logins`,
  },
  RevokeTokens: { title: 'Revoke keys', button: (n) => `Revoke them on ${count(n, 'site')}` },
  ChangeUsers: { title: 'Change users', button: (n) => `Change users on ${count(n, 'site')}` },
  RepairRights: { title: 'Repair rights', button: (n) => `Repair rights on ${count(n, 'site')}` },
  SetOptions: { title: 'Change settings', button: (n) => `Change settings of ${count(n, 'site')}` },
  QuarantineFiles: { title: 'Quarantine files', button: (n) => `Quarantine files of ${count(n, 'site')}` },
  PutBackFiles: { title: 'Put files back', button: (n) => `Put files of ${count(n, 'site')} back` },
  Undo: { title: 'Undo', button: (n) => `Undo it on ${count(n, 'site')}` },
  OffboardPerson: { title: 'Offboard a person', button: (n) => `Offboard the person on ${count(n, 'site')}` },
  ResetPasswords: { title: 'Reset passwords', button: (n) => `Reset passwords on ${count(n, 'site')}` },
  ChangeDatabasePassword: {
    title: 'Change the database password',
    button: (n) => `Change the database password of ${count(n, 'site')}`,
  },
  TakeSnapshot: { title: 'Keep evidence', button: (n) => `Keep the evidence of ${count(n, 'site')}` },
  CloseToVisitors: { title: 'Close to visitors', button: (n) => `Close ${count(n, 'site')} to visitors` },
  OpenToVisitors: { title: 'Open to visitors', button: (n) => `Open ${count(n, 'site')} to visitors again` },
  ClearResetKeys: { title: 'Clear reset keys', button: (n) => `Clear the reset keys of ${count(n, 'site')}` },
  HardenSite: { title: 'Harden', button: (n) => `Harden ${count(n, 'site')}` },
  Contain: { title: 'Contain', button: (n) => `Contain ${count(n, 'site')}` },
  InspectSite: { title: 'Inspect', button: (n) => `Inspect ${count(n, 'site')}` },
};

/** The operation's words, also for a name that a later engine may know and this screen does not. */
export function operationTitle(name: string): string {
  return name in operations ? operations[name as OperationName].title : name;
}

/** What a run is called: a sweep by its policy's name. */
export function runTitle({ operation, options }: Pick<RunSummary, 'operation' | 'options'>): string {
  return options.policy ? `Sweep “${options.policy.name}”` : operationTitle(operation);
}
