import type { RunSite } from '../contract/runs.ts';
import { table } from './table.ts';
import type { Terminal } from './terminal.ts';

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
        known(sessions.count),
        known(sessions.people),
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
    'Stored logins',
    'People',
    'Administrators',
    'Editing',
    'Salts',
    'Object cache',
    'Answers',
  ];
  table(terminal, terminal.out, head, cells);
}
