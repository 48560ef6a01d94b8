import { useEffect, useRef } from 'react';
import type { Finding } from '../../../src-main/contract/findings.ts';
import type { RunSite, RunSummary } from '../../../src-main/contract/runs.ts';
import { StateTile } from '../../components/StateMark.tsx';
import { type Audits, useAudits } from '../../stores/audit/load.ts';
import { look } from '../../stores/audit/look.ts';
import { closedBy } from '../../stores/ordering.ts';
import { hrefOf } from '../../stores/route.ts';
import { count, number } from '../../words/count.ts';

const keyOf = ({ siteId, check, contentHash }: { siteId: string; check: string; contentHash: string }): string =>
  `${siteId} ${check} ${contentHash}`;

/** After a closing operation its sites are audited again, so that what it closed is seen to be gone, or is still there. */
export function Afterwards({ run, rows }: { run: RunSummary; rows: RunSite[] }) {
  const { sites, looking } = useAudits();
  const targets = closedBy(run.id);
  const touched = rows.filter(({ outcome }) => outcome !== 'cancelled' && outcome !== 'unreachable');
  const names = touched.map(({ site }) => site);
  const over = run.state === 'finished' && run.endedAt !== null;
  const asked = useRef('');
  const seen = touched.filter(({ siteId }) => (sites.get(siteId)?.site.lookedAt ?? '') > (run.endedAt ?? '~'));
  const whole = touched.length > 0 && seen.length === touched.length;
  useEffect(() => {
    if (!over || targets === null || whole || looking !== null || asked.current === run.id || names.length === 0)
      return;
    asked.current = run.id;
    void look(names);
  }, [over, targets, whole, looking, run.id, names]);
  if (!over || touched.length === 0) return null;
  if (looking !== null)
    return (
      <p className="known-note" role="status">
        Auditing these sites again: {number(looking.done)} of {number(looking.total)}.
      </p>
    );
  if (!whole)
    return (
      <p className="known-note">
        <StateTile tone="unknown" />
        <span className="grow">What is left on these sites is known when they are audited again.</span>
        <button type="button" className="quiet-button" onClick={() => void look(names)}>
          Audit {count(names.length, 'site')} again
        </button>
      </p>
    );
  const there = new Set(touched.flatMap(({ siteId }) => (sites.get(siteId)?.findings ?? []).map(keyOf)));
  const mine = (targets ?? []).filter(({ siteId }) => touched.some((row) => row.siteId === siteId));
  const left = mine.filter((finding) => there.has(keyOf(finding))).length;
  const unsure = mine.filter((finding) => !there.has(keyOf(finding)) && !sawWhole(sites, finding)).length;
  return (
    <p className="known-note" role="status">
      <StateTile tone={left > 0 ? 'danger' : unsure > 0 ? 'look' : mine.length > 0 ? 'proven' : 'unknown'} />
      <span className="grow">{sayLeft(mine.length, left, unsure)}</span>
      <a className="quiet-button" href={hrefOf({ screen: 'audit' })}>
        Back to the findings
      </a>
    </p>
  );
}

/** Whether the check that had found it looked at all of it again: only then a finding that is not there is gone. */
const sawWhole = (sites: Audits['sites'], { siteId, check }: Finding): boolean =>
  sites.get(siteId)?.site.checks.some((one) => one.check === check && one.looked === 'whole') ?? false;

function sayLeft(all: number, left: number, unsure: number): string {
  if (all === 0) return 'The sites were audited again after the run.';
  if (unsure > 0)
    return `Audited again: of ${count(all, 'finding')} ${number(left)} STILL THERE, of ${number(unsure)} it could not be seen whether they are gone.`;
  if (left > 0) return `Audited again: ${number(left)} of ${count(all, 'finding')} STILL THERE.`;
  return `Audited again: ${all === 1 ? 'the finding is gone' : `all ${number(all)} findings are gone`}.`;
}
