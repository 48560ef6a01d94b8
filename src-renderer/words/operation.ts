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
