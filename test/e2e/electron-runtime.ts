import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '../..');

/** The folder of a real Electron: named by the environment, found by test/machine, or installed by npm. Null: none here. */
export function electronDist(): string | null {
  const places = [process.env.ELECTRON_OVERRIDE_DIST_PATH, foundByMachine(), join(root, 'node_modules/electron/dist')];
  return places.find((place) => place && existsSync(join(place, 'electron'))) ?? null;
}

function foundByMachine(): string | undefined {
  try {
    const found: { electronDist?: string } = JSON.parse(
      readFileSync(join(root, 'node_modules/.cache/resalt-machine.json'), 'utf8'),
    );
    return found.electronDist;
  } catch {
    return undefined;
  }
}
