import { ResaltError, toFailure } from '../contract/failures.ts';
import type { Incidents } from '../incidents/incidents.ts';

/** What is worked on in incidents beyond a single run: the automations of a step one after the other, looks, and what follows from what came in. */
export interface IncidentWork {
  /**
   * Works on these steps of an incident until it is over, however long that takes; they are shown as being worked on. Resolves as soon as `began` is called, with
   * the run that it names; with null where it ends without one. Fails where it fails before that; what fails later `work` has to tell by itself. NOT_ALLOWED_HERE
   * while one of the steps is being worked on.
   */
  begin(id: string, steps: readonly string[], siteIds: readonly string[] | null, work: Work): Promise<string | null>;
  /** Does this when what was asked before is done. Its failure is told nobody but the log of bugs. */
  later(work: () => Promise<void>): void;
  /** One after the other for each incident: who reads its state and writes what follows from it. */
  inTurn<T>(id: string, work: () => Promise<T>): Promise<T>;
  /** CANCELLED where Resalt is being closed: nothing more is begun. */
  needOpen(): void;
  close(): void;
  /** Resolves when nothing is being worked on. */
  idle(): Promise<void>;
}

export type Work = (began: (run: string) => void) => Promise<void>;

/** `hold` puts the vault's lock off; it returns how to end that. */
export function openIncidentWork(incidents: Pick<Incidents, 'doing'>, hold: () => () => void): IncidentWork {
  const busy = new Set<string>();
  const under = new Set<Promise<unknown>>();
  const turns = new Map<string, Promise<unknown>>();
  let queue: Promise<unknown> = Promise.resolve();
  let closed = false;
  const track = (work: Promise<unknown>) => {
    const tracked: Promise<unknown> = work.catch(() => undefined).finally(() => under.delete(tracked));
    under.add(tracked);
  };
  return {
    begin(id, steps, siteIds, work) {
      const keys = steps.map((step) => `${id} ${step}`);
      if (keys.some((key) => busy.has(key)))
        throw new ResaltError(
          'NOT_ALLOWED_HERE',
          'This step is being worked on already. Wait for it, or cancel its run.',
        );
      for (const key of keys) busy.add(key);
      const ends = [hold(), ...steps.map((step) => incidents.doing(id, { step, siteIds }))];
      const over = () => {
        for (const key of keys) busy.delete(key);
        for (const end of ends) end();
      };
      return new Promise((resolve, reject) => {
        const done = work(resolve).finally(over);
        track(done);
        done.then(() => resolve(null), reject);
      });
    },
    later(work) {
      const letGo = hold();
      const next = queue.then(work).catch(toFailure).finally(letGo);
      queue = next;
      track(next);
    },
    inTurn(id, work) {
      const turn = (turns.get(id) ?? Promise.resolve()).then(work, work);
      turns.set(id, turn);
      const over = () => void (turns.get(id) === turn && turns.delete(id));
      turn.then(over, over);
      return turn;
    },
    needOpen() {
      if (closed)
        throw new ResaltError('CANCELLED', 'Resalt was closed. Run the step again: it goes on where it stood.');
    },
    close() {
      closed = true;
    },
    async idle() {
      while (under.size > 0) await Promise.all(under);
    },
  };
}
