import { z } from 'zod';
import { type Settings, settings } from '../contract/procedures.ts';
import { type OpenConf, openDocument } from './document.ts';
import type { SettingsFile } from './store-types.ts';

const unset: Settings = { lockAfterMinutes: 15, concurrency: 20, encryptingPlugins: 'warn', keepOldFilesDays: 90 };

/** A file of an older Resalt lacks what came later. Defaults stand here alone: in the contract, a change in part would set them, too. */
const stored = settings.extend({
  encryptingPlugins: settings.shape.encryptingPlugins.default(unset.encryptingPlugins),
  keepOldFilesDays: settings.shape.keepOldFilesDays.default(unset.keepOldFilesDays),
});
const document = z.object({ version: z.literal(1), settings: stored });

export function openSettings(dir: string, open: OpenConf): SettingsFile {
  const file = openDocument({ dir, name: 'settings', open }, document, { version: 1, settings: unset });
  return {
    get: () => file.read().settings,
    set(changes) {
      file.write({ version: 1, settings: { ...file.read().settings, ...changes } });
      return file.read().settings;
    },
  };
}
