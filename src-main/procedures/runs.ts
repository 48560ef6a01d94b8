import { ResaltError } from '../contract/failures.ts';
import { procedures as declared } from '../contract/procedures.ts';
import type { Run, RunOptions } from '../contract/runs.ts';
import type { Marks } from '../operations/story.ts';
import { withEncryptorsPolicy } from './encryptors-policy.ts';
import { saveOldFiles } from './old-files.ts';
import { startOrder } from './orders.ts';
import type { Parts } from './parts.ts';
import { router, unlockedProcedure } from './rpc.ts';
import { sitesOf } from './select.ts';

const { runs: d } = declared;

export function runProcedures(parts: Parts) {
  const { runs, store, who } = parts;
  const unlocked = unlockedProcedure(parts);
  const audit = (what: string, runId: string, details: Record<string, unknown> = {}) =>
    store.auditTrail.append({ who, what, runId, details });
  const goOn = async (runId: string, which: 'resume' | 'retry', names?: string[]) => {
    await runs.goOn(runId, which, [...store.sites.list()], names);
    await audit(which === 'resume' ? 'run.resumed' : 'run.retried', runId);
    return { run: runId };
  };
  return router({
    start: unlocked
      .input(d.start.input)
      .output(d.start.output)
      .mutation(async ({ input }) => {
        const sites = await sitesOf(parts, input.select);
        const run = await runs.start(withEncryptorsPolicy(input, store.settings.get()), sites);
        await audit('run.started', run, {
          operation: input.operation,
          sites: sites.length,
          dryRun: input.options.dryRun,
        });
        return { run };
      }),
    list: unlocked
      .input(d.list.input)
      .output(d.list.output)
      .query(() => runs.list()),
    show: unlocked
      .input(d.show.input)
      .output(d.show.output)
      .query(({ input }) => runs.show(input.run)),
    cancel: unlocked
      .input(d.cancel.input)
      .output(d.cancel.output)
      .mutation(async ({ input }) => {
        const summary = await runs.cancel(input.run);
        await audit('run.cancelled', input.run);
        return summary;
      }),
    resume: unlocked
      .input(d.resume.input)
      .output(d.resume.output)
      .mutation(({ input }) => goOn(input.run, 'resume')),
    retry: unlocked
      .input(d.retry.input)
      .output(d.retry.output)
      .mutation(({ input }) => goOn(input.run, 'retry', input.sites)),
    rollback: unlocked
      .input(d.rollback.input)
      .output(d.rollback.output)
      .mutation(async ({ input }) => {
        const before = await runs.show(input.run);
        const marks = await runs.marksOf(input.run);
        if (before.options.order !== undefined) return { run: await undoOrder(parts, before, marks, input) };
        const rotated = store.sites
          .list()
          .filter(({ id, name }) => marks.get(id)?.salts && (input.sites?.includes(name) ?? true));
        const options = { ...input.options, rollBackOf: input.run };
        const run = await runs.start({ operation: 'RollBackSalts', options }, rotated);
        await audit('run.rolledBack', input.run, { by: run, sites: rotated.length, dryRun: options.dryRun });
        return { run };
      }),
    saveOldFiles: unlocked
      .input(d.saveOldFiles.input)
      .output(d.saveOldFiles.output)
      .mutation(async ({ input }) => {
        const files = await saveOldFiles(parts, input);
        await audit('run.oldFilesSaved', input.run, { files: files.filter(({ savedAs }) => savedAs !== null).length });
        return files;
      }),
    watch: unlocked.input(d.watch.input).subscription(async function* ({ input, signal }) {
      for await (const event of runs.watch(input.run, signal ?? new AbortController().signal))
        yield d.watch.output.parse(event);
    }),
  });
}

/** What can be put back of a closing run: files from quarantine, or values of the database. INPUT_INVALID where there is no way back. */
async function undoOrder(
  parts: Parts,
  { id: run, operation, dryRun }: Run,
  marks: ReadonlyMap<string, Marks>,
  { sites, options }: { sites?: string[] | undefined; options: Omit<RunOptions, 'order'> },
): Promise<string> {
  const those = parts.store.sites.list().filter(({ id, name }) => {
    const left = marks.get(id);
    const { files = [], modes = [] } = left?.hardened ?? {};
    const kept = [left?.before ?? [], left?.quarantine ?? [], files, modes];
    const something = kept.some(({ length }) => length > 0);
    return something && (sites?.includes(name) ?? true);
  });
  if (dryRun || those.length === 0)
    throw new ResaltError(
      'INPUT_INVALID',
      `Nothing of run ${run} can be put back: ${dryRun ? 'it was a plan' : 'it changed nothing that is kept; deleted users, revoked keys and ended logins do not come back'}.`,
      'never',
    );
  const order =
    operation === 'QuarantineFiles' || operation === 'OpenToVisitors'
      ? { operation: 'PutBackFiles' as const, run }
      : { operation: 'Undo' as const, run };
  return startOrder(parts, order, those, options);
}
