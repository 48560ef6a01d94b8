import { homedir } from 'node:os';
import { posix, win32 } from 'node:path';

/** Where the desktop app keeps its data (Electron's userData), so that both see the same sites and the same vault. */
export function defaultDataDir(platform: NodeJS.Platform, env: NodeJS.ProcessEnv, home = homedir()): string {
  if (platform === 'win32') return win32.join(env.APPDATA ?? win32.join(home, 'AppData', 'Roaming'), 'Resalt');
  if (platform === 'darwin') return posix.join(home, 'Library', 'Application Support', 'Resalt');
  return posix.join(env.XDG_CONFIG_HOME || posix.join(home, '.config'), 'Resalt');
}
