import type { Inspection } from '../contract/inspection.ts';
import type { RunSite } from '../contract/runs.ts';
import { table } from './table.ts';
import type { Terminal } from './terminal.ts';

/** "27, 12 expired"; where nobody told them apart, that they are what is stored. */
export const loginsInWords = ({ count, live }: Inspection['sessions']): string =>
  live === null ? `${count} stored` : `${live.count}${count > live.count ? `, ${count - live.count} expired` : ''}`;

const known = (value: number | string | null): string => (value === null ? '?' : String(value));

/** What was read from each site, the figures a person asks for first. */
export function inspectionTable(terminal: Terminal, rows: RunSite[]): void {
  const cells = rows.flatMap(({ site, inspection }) => {
    if (!inspection) return [];
    const { wordpress, sessions, salts, objectCache, answers } = inspection;
    return [
      [
        site,
        `${known(wordpress.version)}${wordpress.multisite ? ' multisite' : ''}`,
        loginsInWords(sessions),
        known(sessions.live?.people ?? sessions.people),
        known(inspection.administrators),
        known(inspection.editingNow),
        salts.rotatable
          ? { text: 'can be changed', style: 'green' as const }
          : { text: salts.why ?? 'no', style: 'yellow' as const },
        objectCache.kind ?? 'none',
        answers.status === null ? (answers.why ?? 'no answer') : String(answers.status),
      ],
    ];
  });
  const head = [
    'Site',
    'WordPress',
    'Logins',
    'People',
    'Administrators',
    'Editing',
    'Salts',
    'Object cache',
    'Answers',
  ];
  table(terminal, terminal.out, head, cells);
}
