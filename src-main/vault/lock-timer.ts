/** Locks after a time without a person. Sleep and screen lock are the desktop's: it calls `vault.lock()` itself. */
export interface LockTimer {
  /** A person did something. Too late is too late: past the time it locks instead of beginning anew. */
  touch(): void;
  /** 0 means never. */
  setMinutes(minutes: number): void;
  /** Puts locking off, for a run in work that still needs credentials. Returns how to end it; twice does no harm. */
  hold(): () => void;
  stop(): void;
}

/** The wall clock in milliseconds, and a call after a time. Tests give their own. */
export interface Timers {
  now(): number;
  after(ms: number, call: () => void): () => void;
}

/** A sleeping computer stops timers but not the time: look at the wall clock at least this often. */
const lookEveryMs = 20_000;

export function startLockTimer(minutes: number, lock: () => void, timers: Timers = systemTimers): LockTimer {
  let limitMs = minutes * 60_000;
  let lastTouch = timers.now();
  let holds = 0;
  let cancel = () => {};

  const idleMs = () => Math.max(0, timers.now() - lastTouch);
  const isOver = () => limitMs > 0 && holds === 0 && idleMs() >= limitMs;

  function look(): void {
    cancel();
    cancel = () => {};
    if (isOver()) {
      lastTouch = timers.now();
      lock();
    }
    if (limitMs > 0) cancel = timers.after(Math.min(lookEveryMs, Math.max(1, limitMs - idleMs())), look);
  }

  look();
  return {
    touch() {
      look();
      lastTouch = timers.now();
    },
    setMinutes(next) {
      limitMs = next * 60_000;
      look();
    },
    hold() {
      holds += 1;
      let held = true;
      return () => {
        if (held) holds -= 1;
        held = false;
        look();
      };
    },
    stop() {
      limitMs = 0;
      look();
    },
  };
}

export const systemTimers: Timers = {
  now: Date.now,
  after(ms, call) {
    const timer = setTimeout(call, ms).unref();
    return () => clearTimeout(timer);
  },
};
