import { setTimeout as wait } from 'node:timers/promises';
import type { Incident } from '../contract/incidents.ts';
import type { Parts } from './parts.ts';

const gatherMs = 150;

/** The whole incident first, and again after each change of its record or of its runs; ends when the vault is locked. */
export async function* watchIncident(
  { incidents, runs, vault }: Pick<Parts, 'incidents' | 'runs' | 'vault'>,
  id: string,
  signal: AbortSignal,
): AsyncGenerator<Incident, void, unknown> {
  let dirty = false;
  let wake = () => {};
  const touch = () => {
    dirty = true;
    wake();
  };
  const stops = [
    incidents.onChange((changed) => changed === id && touch()),
    runs.onRecord(({ run }) => run.options.incident?.id === id && touch()),
    vault.onChange(touch),
  ];
  signal.addEventListener('abort', touch);
  try {
    yield await incidents.show(id);
    while (!signal.aborted) {
      if (!dirty)
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      if (signal.aborted || vault.state() !== 'unlocked') return;
      await wait(gatherMs);
      dirty = false;
      // It may have been locked while we waited.
      if (vault.state() !== 'unlocked') return;
      yield await incidents.show(id);
    }
  } finally {
    for (const stop of stops) stop();
    signal.removeEventListener('abort', touch);
  }
}
