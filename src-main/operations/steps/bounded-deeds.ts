import { type Deed, mostDeeds } from '../../contract/runs.ts';

/**
 * The journal and the window hold only so many. What failed is never left out for what went well, and the last one says how many
 * are not listed; where more failed than fit, it failed as well.
 */
export function boundedDeeds(deeds: readonly Deed[]): Deed[] {
  if (deeds.length <= mostDeeds) return [...deeds];
  const room = mostDeeds - 1;
  const failed = deeds.filter(isFailed).length;
  let others = Math.max(0, room - failed);
  let failures = room;
  const listed = deeds.filter((one) => (isFailed(one) ? failures-- > 0 : others-- > 0));
  const more = deeds.length - listed.length;
  const hidden = Math.max(0, failed - room);
  const what = hidden > 0 ? `${more} more, not listed; ${hidden} of them failed` : `${more} more, not listed`;
  return [...listed, { kind: 'more', what, result: hidden > 0 ? 'failed' : 'done', why: null }];
}

const isFailed = ({ result }: Deed): boolean => result === 'failed';
