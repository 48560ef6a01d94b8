import { extname } from 'node:path';
import { ResaltError } from '../../contract/failures.ts';
import type { ImportReport } from '../../contract/sites.ts';
import type { ExitCode } from '../exit-codes.ts';
import { type Invocation, withEngine } from '../invocation.ts';
import { readGivenFile } from '../read-given-file.ts';
import { table } from '../table.ts';
import { answer, note, say, type Terminal } from '../terminal.ts';
import { unlock } from '../unlock.ts';
import { count } from '../words.ts';

export async function importSites(invocation: Invocation, _flags: object, file: string): Promise<ExitCode> {
  const format = formatOf(file);
  const { path, text } = await readGivenFile(invocation.terminal, file, 20);
  return withEngine<ExitCode>(invocation, async (engine) => {
    await unlock(invocation, engine);
    const report = await engine.call.sites.import({ format, text });
    if (invocation.json) answer(invocation.terminal, report);
    else showReport(invocation.terminal, report);
    if (report.secretsMoved > 0) {
      const moved = `${count(report.secretsMoved, 'secret')} went into the vault.`;
      note(invocation.terminal, `${moved} Delete ${path} if passwords stand in it: Resalt needs it no more.`, 'yellow');
    }
    return report.rejected.length > 0 ? 1 : 0;
  });
}

function formatOf(path: string): 'csv' | 'json' {
  const extension = extname(path).toLowerCase();
  if (extension === '.csv') return 'csv';
  if (extension === '.json') return 'json';
  throw new ResaltError('INPUT_INVALID', `${path} must end in .csv or .json.`, 'never');
}

function showReport(terminal: Terminal, { added, updated, rejected }: ImportReport): void {
  const cells = rejected.map(({ row, name, reason }) => [String(row), name ?? '-', reason]);
  if (cells.length > 0) say(terminal, 'Rejected', 'red');
  table(terminal, terminal.out, ['Row', 'Name', 'Reason'], cells);
  say(terminal, `${count(added.length, 'site')} added, ${updated.length} updated, ${rejected.length} rejected.`);
  if (added.length > 0) say(terminal, 'Next: resalt sites test --all, then resalt sites trust --all');
}
