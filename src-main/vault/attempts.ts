/** Milliseconds of a clock that never goes back, and waiting on it. Tests give their own. */
export interface Clock {
  now(): number;
  sleep(ms: number): Promise<void>;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};

const firstWaitMs = 500;
const longestWaitMs = 30_000;

/**
 * Slows guessing down: after the nth wrong passphrase the next attempt waits 0.5 s, 1 s, 2 s … up to 30 s from then.
 * It lasts as long as the process; what a thief of the files meets is the cost of scrypt.
 */
export function passphraseAttempts(clock: Clock) {
  let wrong = 0;
  let lastWrong = 0;
  return {
    async turn(): Promise<void> {
      const wait = wrong === 0 ? 0 : Math.min(firstWaitMs * 2 ** (wrong - 1), longestWaitMs);
      const left = wait - (clock.now() - lastWrong);
      if (left > 0) await clock.sleep(left);
    },
    wasWrong(): void {
      wrong += 1;
      lastWrong = clock.now();
    },
    wasRight(): void {
      wrong = 0;
    },
  };
}
