import type { Failure } from '../../src-main/contract/failures.ts';
import { failureOf } from './failed.ts';

export interface Numbered {
  seq: number;
  kind: string;
}
interface Listener<E> {
  onData(event: E): void;
  onError(error: unknown): void;
  onComplete(): void;
}
export type Subscribe<E> = (listener: Listener<E>) => { unsubscribe(): void };

export interface Followed<E> {
  event(event: E): void;
  /** The stream broke; it is tried again by itself unless the failure says `never`. */
  lost(failure: Failure): void;
}

const waits = [250, 1000, 2000, 5000, 10_000];

/**
 * Follows a stream that begins with a snapshot and goes on with numbered events. An event out of order is not applied:
 * the stream is taken anew, and begins with a snapshot again (DESIGN, "One action's way"). Returns the way to stop.
 */
export function follow<E extends Numbered>(subscribe: Subscribe<E>, to: Followed<E>): () => void {
  let last: number | null = null;
  let tries = 0;
  let turn = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let current: { unsubscribe(): void } | null = null;

  const again = (wait: number): void => {
    stop();
    timer = setTimeout(start, wait);
  };
  const stop = (): void => {
    turn++;
    clearTimeout(timer);
    current?.unsubscribe();
    current = null;
  };
  const broken = (failure: Failure): void => {
    to.lost(failure);
    if (failure.retry === 'never') stop();
    else again(waits[Math.min(tries++, waits.length - 1)] ?? 1000);
  };
  const start = (): void => {
    const mine = ++turn;
    last = null;
    const live = (): boolean => mine === turn;
    const stream = subscribe({
      onData: (event) => {
        if (!live()) return;
        if (event.kind !== 'snapshot' && event.seq !== (last ?? Number.NaN) + 1) return again(0);
        last = event.seq;
        tries = 0;
        to.event(event);
      },
      onError: (error) => live() && broken(failureOf(error)),
      onComplete: () => live() && again(waits[Math.min(tries++, waits.length - 1)] ?? 1000),
    });
    if (live()) current = stream;
    else stream.unsubscribe();
  };
  start();
  return stop;
}
