import { resolve } from 'node:path';
import type { ExitCode } from '../exit-codes.ts';
import { type Invocation, withEngine } from '../invocation.ts';
import { table } from '../table.ts';
import { answer, note } from '../terminal.ts';
import { unlock } from '../unlock.ts';
import { count } from '../words.ts';

/** `resalt runs old-files RUN --out FOLDER`: 0 all are saved, 1 one could not be or there is none. */
export function saveOldFiles(
  invocation: Invocation,
  { out, site }: { out: string; site?: string[] },
  run: string,
): Promise<ExitCode> {
  const { terminal } = invocation;
  const folder = resolve(terminal.cwd, out);
  return withEngine<ExitCode>(invocation, async (engine) => {
    await unlock(invocation, engine);
    const files = await engine.call.runs.saveOldFiles({ run, folder, ...(site ? { sites: site } : {}) });
    const failed = files.filter(({ savedAs }) => savedAs === null);
    if (invocation.json) answer(terminal, { files });
    else {
      const rows = files.map(({ site: name, path, savedAs, failure }) => [
        name,
        path,
        savedAs ?? { text: failure?.message ?? 'not saved', style: 'red' as const },
      ]);
      table(terminal, terminal.out, ['Site', 'File on the server', 'Saved as'], rows);
      const saved = files.length - failed.length;
      if (files.length === 0) note(terminal, 'This run replaced no files of these sites.');
      else if (saved > 0)
        note(
          terminal,
          `${count(saved, 'old file')} saved. They hold passwords and salts: delete them when you are done.`,
        );
    }
    return failed.length > 0 || files.length === 0 ? 1 : 0;
  });
}
