import type { Tools } from '../tools.ts';
import type { OpenSite } from './look.ts';
import { amongCore, type Place } from './quarantine-place.ts';

/**
 * Why a file among WordPress's own is not taken away: the official list of its version names it, changed or not; the site needs it. null:
 * it is none of them, or no list is to be had, and then the site is asked after it went.
 */
export async function whyCore(
  { configuration }: Pick<OpenSite, 'configuration'>,
  place: Place,
  { checksums }: Pick<Tools, 'checksums'>,
): Promise<string | null> {
  if (!amongCore(place) || !configuration?.version) return null;
  const { list } = await checksums.core(configuration.version, 'en_US', { offline: false });
  const name = /(?:^|\/)(wp-(?:admin|includes)\/.*)$/.exec(place.asked)?.[1] ?? '';
  return list?.has(name)
    ? 'It is a file of WordPress itself, which the site needs. Put fresh copies of wp-admin and wp-includes in.'
    : null;
}
