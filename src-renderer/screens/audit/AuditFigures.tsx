import { memo } from 'react';
import type { Severity } from '../../../src-main/contract/findings.ts';
import { severities } from '../../../src-main/contract/findings.ts';
import { Figure, Figures } from '../../components/Figures.tsx';
import type { ShownFindings } from '../../stores/audit/shown.ts';
import { narrow } from '../../stores/audit/view.ts';
import { go } from '../../stores/route.ts';
import { capital, count, number } from '../../words/count.ts';

function tally({ all, sites, drift }: ShownFindings) {
  const newAdministrators = drift.flatMap(({ kind, siteId }) => (kind === 'new-administrator' ? [siteId] : []));
  const open = { critical: 0, high: 0, medium: 0, low: 0 };
  const on = { critical: new Set(), high: new Set(), medium: new Set(), low: new Set() };
  const sum = { newAdministrators, accepted: 0, fresh: 0, open, on, silent: 0, sites: sites.length };
  for (const { finding, fresh } of all) {
    if (finding.accepted) {
      sum.accepted++;
      continue;
    }
    open[finding.severity]++;
    on[finding.severity].add(finding.siteId);
    if (fresh) sum.fresh++;
  }
  sum.silent = sites.filter(({ lookedAt, failure }) => lookedAt === null || failure !== null).length;
  return sum;
}

const tones: Record<Severity, 'danger' | 'look' | null> = {
  critical: 'danger',
  high: 'danger',
  medium: 'look',
  low: null,
};

/** The audit in figures; each one narrows when clicked, and shows everything again when clicked once more. */
export const AuditFigures = memo(function AuditFigures({ shown }: { shown: ShownFindings }) {
  const sum = tally(shown);
  const { filter } = shown;
  return (
    <Figures label="The audit in figures">
      <Figure
        value={number(sum.newAdministrators.length)}
        label="New administrators"
        note={
          sum.newAdministrators.length > 0
            ? `on ${count(new Set(sum.newAdministrators).size, 'site')} since the last look`
            : 'none since the last look'
        }
        onClick={() => go({ screen: 'audit', part: 'administrators' })}
        {...(sum.newAdministrators.length > 0 ? { tone: 'danger' as const } : {})}
      />
      <Figure
        value={number(sum.fresh)}
        label="New findings"
        note={sum.fresh > 0 ? 'since the last look' : 'none since the last look'}
        pressed={filter.fresh}
        onClick={() => narrow({ fresh: !filter.fresh })}
        {...(sum.fresh > 0 ? { tone: 'look' as const } : {})}
      />
      {severities.map((severity) => {
        const tone = sum.open[severity] > 0 ? tones[severity] : null;
        return (
          <Figure
            key={severity}
            value={number(sum.open[severity])}
            label={capital(severity)}
            note={sum.open[severity] > 0 ? `on ${count(sum.on[severity].size, 'site')}` : ''}
            pressed={filter.severity === severity}
            onClick={() => narrow({ severity: filter.severity === severity ? null : severity })}
            {...(tone ? { tone } : {})}
          />
        );
      })}
      <Figure
        value={number(sum.sites - sum.silent)}
        label={`Looked at of ${number(sum.sites)}`}
        note={sum.silent > 0 ? `${number(sum.silent)} not` : ''}
        loudNote={sum.silent > 0}
      />
      <Figure
        value={number(sum.accepted)}
        label="Accepted"
        note="with a reason each"
        pressed={filter.accepted}
        onClick={() => narrow({ accepted: !filter.accepted })}
      />
    </Figures>
  );
});
