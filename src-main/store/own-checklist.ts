import { z } from 'zod';
import { ownChecklist } from '../contract/checklist.ts';
import { type OpenConf, openDocument } from './document.ts';
import type { OwnChecklistFile } from './store-types.ts';

const document = z.object({ version: z.literal(1), revision: z.number().int(), own: ownChecklist });

/** `checklist.json`: not sealed, it says how an agency works and nothing of its clients. */
export function openOwnChecklist(dir: string, open: OpenConf): OwnChecklistFile {
  const empty = { version: 1 as const, revision: 0, own: { version: 1 as const, hide: [], add: [] } };
  const file = openDocument({ dir, name: 'checklist', open }, document, empty);
  return {
    get: () => file.read(),
    set: (own) => file.write({ version: 1, revision: file.read().revision + 1, own }),
  };
}
