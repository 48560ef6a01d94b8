import type { NewLine } from './lines.ts';
import { lookAgainStep } from './rechecks.ts';

/** What somebody should learn at once of an incident: figures and ids, no name, since anybody may read it who stands before the screen. */
export interface Notice {
  incident: string;
  /** A step to show: the first that no longer holds; null where there is none. */
  step: string | null;
  alerts: number;
  /** On so many sites. */
  sites: number;
  /** A look that is due and waits for the vault to be unlocked, or one that was made and was not well. */
  look: 'due' | 'failed' | null;
}

/** What these lines have to tell at once; null where they don't. */
export function noticeOf(incident: string, lines: readonly NewLine[]): Notice | null {
  const alerts = lines.flatMap((line) => (line.kind === 'alert' ? [line] : []));
  const failed = lines.some((line) => line.kind === 'recheck-done' && !line.ok);
  if (alerts.length === 0 && !failed) return null;
  const step = alerts.find((alert) => alert.step !== null)?.step ?? (failed ? lookAgainStep : null);
  const sites = new Set(alerts.flatMap(({ siteId }) => siteId ?? [])).size;
  return { incident, step, alerts: alerts.length, sites, look: failed ? 'failed' : null };
}

/** As a notification or a line of a terminal says it. */
export function noticeWords({ alerts, sites, look }: Notice): { title: string; body: string } {
  if (look === 'due')
    return { title: 'A look at an incident is due', body: 'Unlock Resalt: it then looks at the sites by itself.' };
  const on = sites === 0 ? '' : ` on ${count(sites, 'site')}`;
  const found = alerts === 0 ? [] : [`What was done no longer holds, or something new was found${on}.`];
  const looked = look === 'failed' ? ['A look that was due has ended: not all is well. It waits for a person.'] : [];
  return {
    title: alerts === 0 ? 'An incident needs you' : `Incident: ${count(alerts, 'alert')}`,
    body: [...found, ...looked].join(' '),
  };
}

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`;
