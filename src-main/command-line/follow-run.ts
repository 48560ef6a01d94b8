import type { Run, RunSite } from '../contract/runs.ts';
import type { Engine, Invocation } from './invocation.ts';
import { openProgress, type Progress } from './progress.ts';
import { note } from './terminal.ts';

/** Shows a run until it ends and gives its last state. Ctrl-C cancels it, a second Ctrl-C leaves at once. */
export async function followRun(
  { terminal }: Invocation,
  engine: Engine,
  run: string,
  before: RunSite[] = [],
): Promise<Run> {
  const progress = openProgress(terminal, before);
  let interrupts = 0;
  const stopListening = terminal.onInterrupt(() => {
    interrupts += 1;
    if (interrupts > 1) return terminal.leave(1);
    note(terminal, 'Cancelling: sites in work will finish, the others are left alone. Ctrl-C again leaves at once.');
    note(terminal, `What is known then stays in the journal: resalt runs resume ${run}`);
    engine.call.runs.cancel({ run }).catch(() => note(terminal, 'The run could not be cancelled.', 'red'));
  });
  try {
    while (!(await watchToTheEnd(engine, run, progress)));
  } finally {
    stopListening();
    progress.close();
  }
  return engine.call.runs.show({ run });
}

/** True when the run has ended; false when an event was missed, so that the next watch begins with a fresh snapshot. */
async function watchToTheEnd(engine: Engine, run: string, progress: Progress): Promise<boolean> {
  let next: number | null = null;
  for await (const event of await engine.call.runs.watch({ run })) {
    if (event.kind === 'changed' && event.seq !== next) return false;
    next = event.seq + 1;
    progress.update(event.run, event.sites);
    if (event.run.state === 'finished' || event.run.state === 'interrupted') return true;
  }
  return true;
}
