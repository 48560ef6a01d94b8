import { z } from 'zod';
import { settings } from '../contract/procedures.ts';
import { type OpenConf, openDocument } from './document.ts';
import type { SettingsFile } from './store-types.ts';

const document = z.object({ version: z.literal(1), settings });

export function openSettings(dir: string, open: OpenConf): SettingsFile {
  const unset = { version: 1 as const, settings: { lockAfterMinutes: 15, concurrency: 20 } };
  const file = openDocument({ dir, name: 'settings', open }, document, unset);
  return {
    get: () => file.read().settings,
    set(changes) {
      file.write({ version: 1, settings: { ...file.read().settings, ...changes } });
      return file.read().settings;
    },
  };
}
