import { z } from 'zod';
import { table } from '../../../src-main/command-line/table.ts';
import type { Terminal } from '../../../src-main/command-line/terminal.ts';
import { comeBack, type Visitor } from './visitors.ts';

/** The parts of the logout's JSON that the demo judges by (DESIGN, "Command line"). */
const logout = z.object({
  sites: z.array(
    z.object({
      site: z.string(),
      outcome: z.string().nullable(),
      ms: z.number().optional(),
      sessions: z.object({ before: z.number(), after: z.number() }).optional(),
      proof: z.object({ verdict: z.string(), before: z.number().nullable(), after: z.number().nullable() }).optional(),
    }),
  ),
});

/** Prints the proof of each site beside what became of a real person's old cookie; true when all are refused. */
export async function printProof(terminal: Terminal, document: unknown, visitors: Visitor[]): Promise<boolean> {
  const { sites } = logout.parse(document);
  const rows = await Promise.all(
    visitors.map(async (visitor) => {
      const row = sites.find(({ site }) => site === visitor.site.name);
      const after = await comeBack(visitor);
      const proven = row?.outcome === 'changed' && row.proof?.verdict === 'refused' && after === 302;
      const ended = row?.sessions ? String(row.sessions.before - row.sessions.after) : '-';
      const canary = row?.proof ? `${row.proof.verdict} (${row.proof.before} → ${row.proof.after})` : 'no proof';
      const time = row?.ms === undefined ? '-' : `${row.ms} ms`;
      const verdict = proven
        ? { text: 'proven', style: 'green' as const }
        : { text: 'NOT PROVEN', style: 'red' as const };
      return { proven, cells: [visitor.site.name, ended, canary, `${visitor.before} → ${after}`, time, verdict] };
    }),
  );
  const head = ['Site', 'Ended', "Resalt's canary", "Editor's cookie", 'Time', ''];
  table(
    terminal,
    terminal.out,
    head,
    rows.map(({ cells }) => cells),
  );
  return rows.every(({ proven }) => proven);
}
