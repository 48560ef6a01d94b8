import type { Deed } from '../../../src-main/contract/runs.ts';
import { StateMark } from '../../components/StateMark.tsx';
import { count, number } from '../../words/count.ts';
import { sayDeed } from '../../words/order.ts';
import { plain } from '../../words/plain.ts';

const mostShown = 200;
const rank: Record<Deed['result'], number> = { failed: 0, kept: 1, done: 2, unchanged: 3 };

/** What became of each thing on one site, what did not go first. */
export function Deeds({ deeds }: { deeds: Deed[] }) {
  const sorted = [...deeds].sort((a, b) => rank[a.result] - rank[b.result]);
  return (
    <>
      <h3>What became of {count(deeds.length, 'thing')}</h3>
      <ul className="deeds">
        {sorted.slice(0, mostShown).map((deed, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two things may have the same words
          <li key={at}>
            <StateMark {...sayDeed(deed)} />
            <bdi className="grow">{plain(deed.what, 500)}</bdi>
            {deed.why !== null && <bdi className="second deed-why">{plain(deed.why, 1000)}</bdi>}
          </li>
        ))}
      </ul>
      {deeds.length > mostShown && <p className="quiet">and {number(deeds.length - mostShown)} more</p>}
    </>
  );
}
