import type { Failure } from '../../contract/failures.ts';
import type { Site } from '../../contract/sites.ts';
import type { SiteResult } from '../story.ts';
import { boundedDeeds } from './bounded-deeds.ts';
import { nothing } from './closing-result.ts';
import type { PartName } from './contain-parts.ts';

const titles: Record<PartName, string> = {
  'first-evidence': 'Evidence',
  closed: 'Closing to visitors',
  evidence: 'Evidence',
  logins: 'Passwords, salts and logins',
  'application-passwords': 'Application passwords',
};

/** All parts as one result: done only where each of them is. `stopped`: why the rest was not begun. */
export function containedResult(
  site: Site,
  done: ReadonlyMap<PartName, SiteResult>,
  stopped: string | null,
): SiteResult {
  const logins = done.get('logins') ?? nothing;
  const { salts, sessions, proof, inspection } = logins;
  const results = [...done.values()];
  return {
    ...{ salts, sessions, proof, inspection },
    deeds: boundedDeeds(results.flatMap(({ deeds = [] }) => deeds)),
    ...outcomeOf(site, done, stopped),
  };
}

function outcomeOf(site: Site, done: ReadonlyMap<PartName, SiteResult>, stopped: string | null) {
  const failed = [...done].flatMap(([part, { failure }]) => (failure ? [{ part, failure }] : []));
  const [first] = failed;
  if (first) {
    const message = [...failed.map(({ part, failure }) => `${titles[part]}: ${failure.message}`), stopped ?? ''].join(
      ' ',
    );
    const retry: Failure['retry'] = failed.some(({ failure }) => failure.retry === 'check-first')
      ? 'check-first'
      : first.failure.retry;
    const failure = { ...first.failure, where: { siteId: site.id }, message: message.trim().slice(0, 2000), retry };
    return { outcome: 'failed' as const, failure };
  }
  const outcomes = [...done.values()].map(({ outcome }) => outcome);
  const odd = outcomes.find((outcome) => outcome !== 'changed' && outcome !== 'unchanged');
  const outcome = odd ?? (outcomes.includes('changed') ? ('changed' as const) : ('unchanged' as const));
  return { outcome, failure: null };
}
