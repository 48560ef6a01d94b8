import { powerMonitor } from 'electron';

const lookEvery = 15_000;

/**
 * Locks the vault when nobody can be at the screen: sleep, a locked screen, another user. Linux has no event for a
 * locked screen, so there it is looked for. Idle minutes are counted by the engine, which knows the setting.
 */
export function lockWhenAway(lockVault: (reason: string) => void): void {
  powerMonitor.on('suspend', () => lockVault('the computer went to sleep'));
  powerMonitor.on('lock-screen', () => lockVault('the screen was locked'));
  powerMonitor.on('user-did-resign-active', () => lockVault('another user took the screen'));
  const lookForLockedScreen = () => {
    if (powerMonitor.getSystemIdleState(lookEvery / 1000) === 'locked') lockVault('the screen was locked');
  };
  if (process.platform === 'linux') setInterval(lookForLockedScreen, lookEvery).unref();
}
