import type { ProofResult, RunSite } from '../contract/runs.ts';
import type { Style } from './terminal.ts';
import { count, duration } from './words.ts';

/** Whether the site came out as it was asked for. */
export const asAsked = (row: RunSite): boolean => row.outcome === 'changed' || row.outcome === 'unchanged';

/** Logins that were there and are no more, as read back; 0 where sessions were not touched. */
export const loginsEnded = (row: RunSite): number => (row.sessions ? row.sessions.before - row.sessions.after : 0);

export function proofWords(proof: ProofResult | null): { text: string; style: Style } {
  const status = (code: number | null) => (code === null ? 'no answer' : String(code));
  switch (proof?.verdict) {
    case 'refused':
      return { text: `refused (${status(proof.before)} → ${status(proof.after)})`, style: 'green' };
    case 'still-accepted':
      return { text: `STILL ACCEPTED (${status(proof.before)} → ${status(proof.after)})`, style: 'red' };
    case 'not-possible':
      return { text: `not proven: ${proof.why ?? 'no proof possible here'}`, style: 'yellow' };
    default:
      return { text: 'no proof asked', style: 'dim' };
  }
}

export function saltsWords(row: RunSite): string {
  return row.salts ? `${row.salts.rotated} changed in ${row.salts.place}` : '-';
}

/** What became of a site, on one line: for a terminal that can't be rewritten, and for failures that scroll by. */
export function siteLine(row: RunSite, dryRun: boolean): string {
  const head = `${row.site}: ${row.outcome ?? row.state}`;
  const time = row.ms === null ? '' : ` (${duration(row.ms)})`;
  if (row.failure) return `${head}, ${row.failure.code}: ${row.failure.message}${time}`;
  if (dryRun) return `${row.site}: looked at${time}`;
  const facts = [
    row.sessions && `${count(loginsEnded(row), 'login')} ended`,
    row.proof && row.proof.verdict !== 'not-asked' && `old cookie ${proofWords(row.proof).text}`,
  ].filter((fact) => typeof fact === 'string');
  return `${[head, ...facts].join(', ')}${time}`;
}
