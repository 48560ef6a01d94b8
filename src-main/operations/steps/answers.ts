import { ResaltError } from '../../contract/failures.ts';
import type { Inspection } from '../../contract/inspection.ts';
import type { Site } from '../../contract/sites.ts';
import type { Tools } from '../tools.ts';

/** Whether the site's front page answers at all, as a visitor sees it. Never throws. */
export async function answersOf(site: Site, { probe }: Pick<Tools, 'probe'>): Promise<Inspection['answers']> {
  if (site.url === null) return { status: null, ms: null, why: 'No address is entered for this site.' };
  try {
    const { status, ms } = await probe(site.url, { timeoutMs: 20_000 });
    return { status, ms: Math.round(ms), why: null };
  } catch (error) {
    return { status: null, ms: null, why: error instanceof ResaltError ? error.message : 'It could not be asked.' };
  }
}
