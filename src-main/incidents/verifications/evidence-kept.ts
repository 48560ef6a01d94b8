import { createHash } from 'node:crypto';
import type { EvidenceItem } from '../../contract/evidence.ts';
import { toFailure } from '../../contract/failures.ts';
import type { EvidenceRef } from '../../contract/incidents.ts';
import { type EvidenceKind, evidenceKinds } from '../../contract/orders/take-snapshot.ts';
import { quickKinds } from '../../operations/contain.ts';
import { fails, holds, type Look, type PastRun, type Verdict, type Verify } from './verification.ts';

/** What every site has; logs are kept where there are any that the account can see, and their lack is told by the run. */
const always: readonly EvidenceKind[] = ['users', 'sessions', 'capabilities', 'tokens', 'options', 'cron', 'database'];
const withFiles: readonly EvidenceKind[] = ['wp-config', 'files'];
const changesFirst: readonly EvidenceKind[] = evidenceKinds.slice(0, evidenceKinds.indexOf('access-logs'));
/** Read whole or not at all: what lacks there is a table that was not found. */
const ofRows: readonly EvidenceKind[] = ['users', 'sessions', 'capabilities', 'tokens', 'options', 'cron'];
/** No WordPress is without them: none read is nothing seen. */
const neverEmpty: readonly EvidenceKind[] = ['users', 'capabilities', 'options'];

/** What a site was when the incident was opened: of everything that the containment changes, the first look is kept, and opens. */
export const baselineKept: Verify = (look) =>
  judge(
    look,
    (kind) => changesFirst.includes(kind),
    (items) => firstOfEach(items),
  );

/**
 * All kinds are kept, each by a run that came to the end of it, every byte opens and its hash agrees, and the last run that kept some did not fail on any. A run
 * that was broken off leaves whole pieces of a database that is not whole.
 */
export const evidenceWhole: Verify = async (look) => {
  const verdict = await judge(
    look,
    () => true,
    (items) => items,
  );
  if (verdict.holds !== true) return verdict;
  const runs = await look.allRuns();
  const items = await look.evidence.items();
  const partial = neededOf(look).filter(
    (kind) =>
      !items.some((item) => item.kind === kind && runs.some((past) => past.run === item.run && cameToEnd(past, kind))),
  );
  if (partial.length > 0)
    return fails(
      `Not known to be kept whole: ${partial.join(', ')}. The run that kept some of it did not come to its end. Keep the evidence again.`,
      verdict.evidence,
    );
  const [last] = runs.filter(({ row }) => row.deeds?.some(({ kind }) => kind === 'evidence'));
  const failed = last?.row.deeds?.filter(({ kind, result }) => kind === 'evidence' && result === 'failed') ?? [];
  if (failed.length === 0) return verdict;
  const what = failed
    .slice(0, 10)
    .map((deed) => deed.what)
    .join('; ');
  return fails(`Not everything could be kept: ${what}. Keep the evidence again.`.slice(0, 2000), verdict.evidence);
};

/** Whether a run has kept all that there was of a kind. A containment goes on after its evidence, and marks each part that went well. */
export const cameToEnd = (
  { operation, row, marks }: Pick<PastRun, 'operation' | 'row' | 'marks'>,
  kind: EvidenceKind,
): boolean =>
  operation === 'Contain'
    ? (marks.contained ?? []).some(({ part }) => part === (quickKinds.includes(kind) ? 'first-evidence' : 'evidence'))
    : row.outcome === 'unchanged' || row.outcome === 'changed';

const neededOf = ({ site }: Look): readonly EvidenceKind[] => [...always, ...(inReach(site) ? withFiles : [])];
const inReach = ({ ssh, local }: Look['site']): boolean => ssh !== null || local;

async function judge(
  look: Look,
  counts: (kind: EvidenceKind) => boolean,
  choose: (items: EvidenceItem[]) => EvidenceItem[],
): Promise<Verdict> {
  const items = choose((await look.evidence.items()).filter(({ kind }) => counts(kind)));
  const reached = inReach(look.site);
  const needed = neededOf(look).filter(counts);
  const missing = needed.filter((kind) => !items.some((item) => item.kind === kind));
  if (missing.length > 0) return fails(`Not kept: ${missing.join(', ')}.`, items.slice(0, 200).map(refOf));
  const [hollow] = items.filter(
    ({ kind, lacks, count }) => (ofRows.includes(kind) && lacks !== null) || (neverEmpty.includes(kind) && count === 0),
  );
  if (hollow) return fails(`${hollow.name} is not whole: ${hollow.lacks ?? 'nothing was read.'}`.slice(0, 2000));
  for (const item of items) {
    const why = await damageOf(look, item);
    if (why !== null) return fails(`${item.name} is not as it was kept: ${why}`.slice(0, 2000));
  }
  const lacking = items.filter(({ lacks }) => lacks !== null);
  const lacks = lacking.slice(0, 5).map(({ name, lacks: why }) => `${name}: ${why}`);
  const told = `${items.length} pieces are kept whole.${reached ? '' : ' Its files are not in reach.'} ${lacks.join(' ')}`;
  return holds(told.trim().slice(0, 2000), items.slice(0, 200).map(refOf));
}

/** Of several runs the earliest: what came later may have been kept after something was changed. */
function firstOfEach(items: readonly EvidenceItem[]): EvidenceItem[] {
  const first = new Map<string, string | null>();
  for (const { kind, run } of items) if (!first.has(kind)) first.set(kind, run);
  return items.filter(({ kind, run }) => first.get(kind) === run);
}

async function damageOf({ evidence }: Look, { id, bytes, sha256 }: EvidenceItem): Promise<string | null> {
  const hash = createHash('sha256');
  let length = 0;
  try {
    for await (const part of evidence.bytes(id)) {
      hash.update(part);
      length += part.length;
    }
  } catch (error) {
    const { code, message } = toFailure(error);
    if (code !== 'VAULT_DAMAGED') throw error;
    return message;
  }
  return length === bytes && hash.digest('hex') === sha256 ? null : 'its hash is another.';
}

const refOf = ({ name, sha256, endedAt }: EvidenceItem): EvidenceRef => ({
  what: name.slice(0, 200),
  sha256,
  at: endedAt,
});
