import { z } from 'zod';
import { credentialId, siteId } from '../contract/sites.ts';
import { type OpenConf, openDocument } from './document.ts';
import type { Closings } from './store-types.ts';

/** A site that Resalt has closed to visitors. Written before the file on the server is. */
const closing = z.object({
  siteId,
  /** The site's address when it was closed: only there the pass is shown. */
  url: z.string(),
  /** The folder on the server in which `.maintenance` is. */
  folder: z.string(),
  /** Where WordPress's own files are, seen from the site's folder: '' or "wp". */
  core: z.string(),
  /** Of Resalt's `.maintenance`. */
  sha256: z.string(),
  /** Where the vault has the pass. */
  pass: credentialId,
  /** Where the vault has the file that stood there before; null: none did. */
  kept: credentialId.nullable(),
  run: z.string(),
  /** ISO 8601 UTC. */
  at: z.string(),
});
export type Closing = z.infer<typeof closing>;

const document = z.object({ version: z.literal(1), closings: z.array(closing).max(5000) });

export function openClosings(dir: string, open: OpenConf): Closings {
  const file = openDocument({ dir, name: 'closings', open }, document, { version: 1, closings: [] });
  const others = (id: string) => file.read().closings.filter((one) => one.siteId !== id);
  return {
    list: () => file.read().closings,
    get: (id) => file.read().closings.find((one) => one.siteId === id),
    save: (one) => file.write({ version: 1, closings: [...others(one.siteId), one] }),
    remove: (id) => file.write({ version: 1, closings: others(id) }),
  };
}
