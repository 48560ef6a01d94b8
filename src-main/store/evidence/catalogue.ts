import { join } from 'node:path';
import { z } from 'zod';
import { evidenceItem } from '../../contract/evidence.ts';
import { ResaltError } from '../../contract/failures.ts';
import { openLog } from '../log-file.ts';
import { readLog } from '../read-log.ts';
import type { Boxes } from '../session-history/sealed-site.ts';

/** A piece as it is kept, with what only the manifest tells. */
export const keptItem = evidenceItem.extend({
  /** Who had Resalt keep it, as the operating system names them. */
  by: z.string(),
  /** Seconds by which the server's clock is ahead of this machine's, as far as could be seen; null where it was not asked. */
  clockAhead: z.number().nullable(),
});
export type KeptItem = z.infer<typeof keptItem>;

/** What there is of one incident: a chained log of sealed lines. A piece is kept once its line stands here. */
export interface Catalogue {
  items(): readonly KeptItem[];
  /** Why not all of it can be read, in words; what comes after the damage is not in `items`. */
  damaged: string | null;
  /** Resolves when the line is on the disk. */
  add(item: KeptItem): Promise<void>;
  close(): Promise<void>;
}

const fileName = 'catalogue.log';

/** What stands there, without a file being made. */
export async function readCatalogue(folder: string, incident: string, boxes: Boxes) {
  const log = await readLog(join(folder, fileName), logName(incident));
  const items: KeptItem[] = [];
  let damaged = log.damaged ? `its catalogue is damaged from line ${log.damaged.line} on` : null;
  for (const { seq, box } of log.records) {
    const plain = typeof box === 'string' ? boxes.open(Buffer.from(box, 'base64'), contextOf(incident, seq)) : null;
    const item = plain && keptItem.safeParse(JSON.parse(plain.toString('utf8'))).data;
    if (!item) {
      damaged ??= `line ${seq} of its catalogue does not open`;
      break;
    }
    items.push(item);
  }
  return { items, damaged };
}

export async function openCatalogue(folder: string, incident: string, boxes: Boxes): Promise<Catalogue> {
  const { items, damaged } = await readCatalogue(folder, incident, boxes);
  const log = await openLog(join(folder, fileName), logName(incident));
  let last: Promise<unknown> = Promise.resolve();
  return {
    damaged,
    items: () => items,
    add(item) {
      const turn = last.then(async () => {
        // What would be added could not be read again.
        if (damaged)
          throw new ResaltError(
            'VAULT_DAMAGED',
            `Nothing is added to the evidence of ${incident}: ${damaged}.`,
            'never',
          );
        const box = boxes.seal(Buffer.from(JSON.stringify(item)), contextOf(incident, items.length + 1));
        await log.append(JSON.stringify({ box: box.toString('base64') }));
        items.push(item);
      });
      last = turn.catch(() => undefined);
      return turn;
    },
    close: () => last.then(() => log.close()),
  };
}

const logName = (incident: string) => `evidence ${incident}`;
/** A line opens in its own place only. */
const contextOf = (incident: string, line: number) => ['evidence item', incident, line] as const;
