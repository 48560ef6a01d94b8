import type { Command } from 'commander';
import { ResaltError } from '../../contract/failures.ts';
import { quarantineFiles } from '../../contract/orders/quarantine-files.ts';
import type { ExitCode } from '../exit-codes.ts';
import { type Invocation, withEngine } from '../invocation.ts';
import type { Register } from '../program.ts';
import { runOrder } from '../run-operation.ts';
import { type RunFlags, withClosingFlags } from '../run-options.ts';
import { readSelect, type SelectOptions, withSelect } from '../select.ts';
import { table } from '../table.ts';
import { answer, say } from '../terminal.ts';
import { unlock } from '../unlock.ts';
import { dateTime } from '../words.ts';

interface Flags extends SelectOptions, RunFlags {
  path: string[];
  sha256?: string[];
}

/** Malicious files: away from the site into the vault, and back. */
export function registerFiles(program: Command, register: Register): void {
  const files = program.command('files').description('take files away from sites, and put them back');
  const quarantine = files
    .command('quarantine')
    .description('keep a file’s bytes in the vault and remove it from the site')
    .requiredOption('--path <path>', 'the file, from the site’s folder on (repeatable)', gather)
    .requiredOption('--sha256 <hash>', 'of its content, as found; one for each path, in their order', gather);
  register(withClosingFlags(withSelect(quarantine)), (invocation, flags: Flags) =>
    runOrder(invocation, orderOf(flags), readSelect(flags), flags, (sites) => `Take these files away from ${sites}.`),
  );
  register(files.command('list-quarantined').description('what was taken away, by run'), listQuarantined);
  const back = files
    .command('put-back')
    .description('put files back that a run took away, byte for byte')
    .argument('<run>')
    .option('--path <path>', 'only this file (repeatable)', gather);
  register(withClosingFlags(withSelect(back)), (invocation, flags: Flags, run) => {
    const order = { operation: 'PutBackFiles' as const, run, ...(flags.path ? { paths: flags.path } : {}) };
    return runOrder(invocation, order, readSelect(flags), flags, (sites) => `Put files of ${run} back on ${sites}.`);
  });
}

const gather = (text: string, before: string[] = []): string[] => [...before, text];

function orderOf({ path, sha256 = [] }: Flags) {
  if (path.length !== sha256.length)
    throw new ResaltError('INPUT_INVALID', 'Say one --sha256 for each --path, in the same order.', 'never');
  const files = path.map((one, index) => ({ path: one, sha256: sha256[index]?.toLowerCase() ?? '' }));
  const read = quarantineFiles.safeParse({ operation: 'QuarantineFiles', files });
  if (read.success) return read.data;
  throw new ResaltError('INPUT_INVALID', `A file ${read.error.issues[0]?.message ?? 'can’t be read'}.`, 'never');
}

/** By the journals: what each run of QuarantineFiles took from which site. */
function listQuarantined(invocation: Invocation): Promise<ExitCode> {
  const { terminal } = invocation;
  return withEngine<ExitCode>(invocation, async (engine) => {
    await unlock(invocation, engine);
    const runs = (await engine.call.runs.list({})).filter(
      ({ operation, dryRun }) => operation === 'QuarantineFiles' && !dryRun,
    );
    const shown = await Promise.all(runs.map(({ id }) => engine.call.runs.show({ run: id })));
    const files = shown.flatMap((run) =>
      run.sites.flatMap(({ site, deeds = [] }) =>
        deeds
          .filter(({ kind, result }) => kind === 'file' && result === 'done')
          .map(({ what }) => ({ run: run.id, at: run.startedAt, site, path: what })),
      ),
    );
    if (invocation.json) answer(terminal, { files });
    else if (files.length === 0) say(terminal, 'Nothing was taken away.');
    else {
      const rows = files.map(({ run, at, site, path }) => [run, dateTime(at), site, path]);
      table(terminal, terminal.out, ['Run', 'When', 'Site', 'Path'], rows);
      say(terminal, 'resalt files put-back RUN --site NAME puts them back, as long as the vault keeps them.');
    }
    return 0;
  });
}
