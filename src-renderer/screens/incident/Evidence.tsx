import { useEffect, useState } from 'react';
import type { EvidenceItem } from '../../../src-main/contract/evidence.ts';
import type { Failure } from '../../../src-main/contract/failures.ts';
import type { Incident } from '../../../src-main/contract/incidents.ts';
import { Copy } from '../../components/Copy.tsx';
import { FailureNote } from '../../components/FailureNote.tsx';
import { Name, When } from '../../components/Said.tsx';
import { StateMark } from '../../components/StateMark.tsx';
import { failureOf } from '../../stores/failed.ts';
import { engine } from '../../stores/incidents/engine.ts';
import { count, number } from '../../words/count.ts';
import { bySite, bytes, type SiteEvidence, sayAmount, sayCounted, sayKind, shortHash } from '../../words/evidence.ts';
import { plain } from '../../words/plain.ts';
import { EvidenceExport } from './EvidenceExport.tsx';

type Verified = { whole: number; damaged: { id: string; why: string }[] };

/** What is kept of each site, sealed on this machine, each piece with its hash. */
export function Evidence({ incident }: { incident: Incident }) {
  const [items, setItems] = useState<EvidenceItem[] | null>(null);
  const [failure, setFailure] = useState<{ doing: string; failure: Failure } | null>(null);
  const [checked, setChecked] = useState<Verified | 'checking' | null>(null);
  const [exporting, setExporting] = useState(false);
  const { id } = incident;
  const lines = incident.record.length;
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was kept meanwhile stands in the record
  useEffect(() => {
    let mine = true;
    engine.evidence.list.query({ incident: id }).then(
      (all) => mine && setItems(all),
      (error: unknown) => mine && setFailure({ doing: 'read the evidence', failure: failureOf(error) }),
    );
    return () => {
      mine = false;
    };
  }, [id, lines]);
  const check = async (): Promise<void> => {
    setChecked('checking');
    setFailure(null);
    try {
      setChecked(await engine.evidence.verify.mutate({ incident: id }));
    } catch (error) {
      setChecked(null);
      setFailure({ doing: 'check the evidence', failure: failureOf(error) });
    }
  };
  const sites = bySite(items ?? []);
  return (
    <div className="side-body">
      {failure && <FailureNote {...failure} />}
      {items === null && !failure && <p className="quiet">Reading the evidence…</p>}
      {items?.length === 0 && (
        <p className="second">
          Nothing is kept yet. Containing keeps it first: users, logins, rights, keys, options, logs, every file’s hash
          and the database, sealed on this machine.
        </p>
      )}
      {items !== null && items.length > 0 && (
        <>
          <p>
            <strong>{sayAmount(items)}</strong> <span className="second">of {count(sites.length, 'site')}</span>
          </p>
          <div className="row side-buttons">
            <button
              type="button"
              className="quiet-button"
              disabled={checked === 'checking'}
              onClick={() => void check()}
            >
              {checked === 'checking' ? 'Checking…' : 'Check the hashes'}
            </button>
            <button type="button" className="quiet-button" onClick={() => setExporting(true)}>
              Export…
            </button>
          </div>
          {checked !== null && checked !== 'checking' && <Checked checked={checked} items={items} />}
          {sites.map((one) => (
            <OfSite key={one.siteId} evidence={one} alone={sites.length === 1} />
          ))}
        </>
      )}
      <EvidenceExport incident={incident} opened={exporting} onClose={() => setExporting(false)} />
    </div>
  );
}

function Checked({ checked: { whole, damaged }, items }: { checked: Verified; items: EvidenceItem[] }) {
  if (damaged.length === 0)
    return (
      <p role="status">
        <StateMark tone="proven" word={`All ${number(whole)} whole`} />{' '}
        <span className="second">Every hash agrees.</span>
      </p>
    );
  return (
    <div role="alert">
      <StateMark tone="danger" word={`${number(damaged.length)} DAMAGED`} loud />
      <ul>
        {damaged.map(({ id, why }) => (
          <li key={id}>
            <bdi>{items.find((one) => one.id === id)?.name ?? id}</bdi>: {plain(why, 300)}
          </li>
        ))}
      </ul>
    </div>
  );
}

function OfSite({ evidence, alone }: { evidence: SiteEvidence; alone: boolean }) {
  const [open, setOpen] = useState(alone);
  return (
    <details className="evidence-site" open={open} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>
        <span className="grow">
          <Name text={evidence.site} strong />
        </span>
        <span className="quiet small">{sayAmount(evidence.items)}</span>
        {evidence.lacking > 0 && <span className="ink-look small">{number(evidence.lacking)} not whole</span>}
      </summary>
      {open && (
        <ul>
          {evidence.items.map((item) => (
            <Piece key={item.id} item={item} />
          ))}
        </ul>
      )}
    </details>
  );
}

function Piece({ item }: { item: EvidenceItem }) {
  const counted = sayCounted(item);
  return (
    <li className="piece">
      <p className="piece-line">
        <span className="grow" title={plain(item.from, 400)}>
          {sayKind(item.kind)} <bdi className="quiet small">{lastPart(item.name)}</bdi>
        </span>
        <Copy text={item.sha256} label={`Copy the hash of ${item.name}`}>
          {shortHash(item.sha256)}
        </Copy>
      </p>
      <p className="quiet small">
        {bytes(item.bytes)}
        {counted !== '' && `, ${counted}`}, <When at={item.endedAt} />
      </p>
      {item.lacks !== null && (
        <p className="small ink-look">
          Not all of it: <bdi>{plain(item.lacks, 400)}</bdi>
        </p>
      )}
    </li>
  );
}
const lastPart = (name: string): string => plain(name.split('/').at(-1) ?? name, 80);
