import { z } from 'zod';
import { agency } from '../contract/reports.ts';
import { type OpenConf, openDocument } from './document.ts';
import type { AgencyFile } from './store-types.ts';

const document = z.object({ version: z.literal(1), agency });

/** `agency.json`: not sealed, it is what stands under each report that goes out. */
export function openAgency(dir: string, open: OpenConf): AgencyFile {
  const file = openDocument({ dir, name: 'agency', open }, document, { version: 1, agency: agency.parse({}) });
  return {
    get: () => file.read().agency,
    set: (next) => file.write({ version: 1, agency: next }),
  };
}
