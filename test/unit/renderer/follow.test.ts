import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Failure } from '../../../src-main/contract/failures.ts';
import { follow, type Numbered, type Subscribe } from '../../../src-renderer/stores/follow.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A stream in the test's hands. */
function stage() {
  const streams: { send: (event: Numbered) => void; fail: (error: unknown) => void; open: boolean }[] = [];
  const subscribe: Subscribe<Numbered> = (listener) => {
    const stream = { send: listener.onData, fail: listener.onError, open: true };
    streams.push(stream);
    const unsubscribe = (): void => {
      stream.open = false;
    };
    return { unsubscribe };
  };
  const seen: Numbered[] = [];
  const lost: Failure[] = [];
  const stop = follow(subscribe, { event: (event) => seen.push(event), lost: (failure) => lost.push(failure) });
  return { streams, seen, lost, stop };
}
const failed = (retry: Failure['retry']) => ({
  data: { failure: { code: 'HOST_UNREACHABLE', message: 'gone', retry } },
});

describe('following a stream', () => {
  it('applies the snapshot and every event that follows it without a gap', () => {
    const { streams, seen } = stage();
    for (const seq of [7, 8, 9]) streams[0]?.send({ seq, kind: seq === 7 ? 'snapshot' : 'changed' });
    expect(seen.map(({ seq }) => seq)).toEqual([7, 8, 9]);
  });

  it('does not apply an event after a gap, but takes a new snapshot', () => {
    const { streams, seen } = stage();
    streams[0]?.send({ seq: 1, kind: 'snapshot' });
    streams[0]?.send({ seq: 3, kind: 'changed' });
    vi.runAllTimers();
    expect(seen.map(({ seq }) => seq)).toEqual([1]);
    expect(streams.map(({ open }) => open)).toEqual([false, true]);
    streams[0]?.send({ seq: 4, kind: 'changed' });
    streams[1]?.send({ seq: 20, kind: 'snapshot' });
    streams[1]?.send({ seq: 21, kind: 'changed' });
    expect(seen.map(({ seq }) => seq)).toEqual([1, 20, 21]);
  });

  it('does not apply an event that comes before any snapshot, nor one that comes twice', () => {
    const { streams, seen } = stage();
    streams[0]?.send({ seq: 1, kind: 'changed' });
    vi.runAllTimers();
    streams[1]?.send({ seq: 5, kind: 'snapshot' });
    streams[1]?.send({ seq: 5, kind: 'changed' });
    expect(seen).toEqual([{ seq: 5, kind: 'snapshot' }]);
  });

  it('says what failed and tries again by itself', () => {
    const { streams, lost } = stage();
    streams[0]?.fail(failed('safe'));
    expect(lost.map(({ message }) => message)).toEqual(['gone']);
    vi.runAllTimers();
    expect(streams).toHaveLength(2);
  });

  it('does not try again what would fail again', () => {
    const { streams } = stage();
    streams[0]?.fail(failed('never'));
    vi.runAllTimers();
    expect(streams).toHaveLength(1);
  });

  it('after stopping hears nothing and starts nothing', () => {
    const { streams, seen, stop } = stage();
    stop();
    streams[0]?.send({ seq: 1, kind: 'snapshot' });
    streams[0]?.fail(failed('safe'));
    vi.runAllTimers();
    expect(seen).toEqual([]);
    expect(streams.map(({ open }) => open)).toEqual([false]);
  });
});
