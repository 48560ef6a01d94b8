import { z } from 'zod';
import { credentialId } from '../contract/sites.ts';
import { type OpenConf, openDocument } from './document.ts';
import type { KnowledgeFile } from './store-types.ts';

const document = z.object({ version: z.literal(1), sealed: credentialId.nullable() });

export function openKnowledge(dir: string, open: OpenConf): KnowledgeFile {
  const file = openDocument({ dir, name: 'knowledge', open }, document, { version: 1, sealed: null });
  return {
    get: () => file.read().sealed,
    set: (sealed) => file.write({ version: 1, sealed }),
  };
}
