import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { ResaltError } from '../contract/failures.ts';
import { incidentId, recheck } from '../contract/incidents.ts';
import { type OpenConf, openDocument } from './document.ts';
import type { LooksToCome } from './store-types.ts';

const look = z.object({ incident: incidentId, after: recheck.shape.after, dueAt: z.iso.datetime() });
export type LookToCome = z.infer<typeof look>;

const most = 3000;
const document = z.object({ version: z.literal(1), looks: z.array(look).max(most) });

/**
 * Ids of incidents, by which their records' files are named as well, and times: all that a Resalt that starts locked may know. It is told
 * anew after each unlocking, so that a damaged one is begun anew rather than keeping Resalt from starting.
 */
export function openLooksToCome(dir: string, open: OpenConf): LooksToCome {
  const file = orAnew(join(dir, 'looks.json'), () =>
    openDocument({ dir, name: 'looks', open }, document, { version: 1, looks: [] }),
  );
  return {
    list: () => file.read().looks,
    set(looks) {
      const next = looks.slice(0, most);
      if (JSON.stringify(next) !== JSON.stringify(file.read().looks)) file.write({ version: 1, looks: next });
    },
  };
}

function orAnew<T>(path: string, open: () => T): T {
  try {
    return open();
  } catch (error) {
    if (!(error instanceof ResaltError) || error.code !== 'VAULT_DAMAGED') throw error;
    rmSync(path, { force: true });
    return open();
  }
}
