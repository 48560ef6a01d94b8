import type { EvidenceRef, Incident, Standing } from '../../contract/incidents.ts';

/** Collects the hashes that a report cites: short in its text, whole in its appendix. */
export interface Cited {
  /** "3f2a9c01b2d4 and 12 more"; `most` of them are named, all go to the appendix. "no hash is kept" where there is none. */
  cite(refs: readonly EvidenceRef[], most?: number): string;
  all(): EvidenceRef[];
}

export function newCited(): Cited {
  const cited = new Map<string, EvidenceRef>();
  return {
    cite(refs, most = 3) {
      for (const ref of refs) if (!cited.has(ref.sha256)) cited.set(ref.sha256, ref);
      const short = [...new Set(refs.map(({ sha256 }) => shortHash(sha256)))];
      if (short.length === 0) return 'no hash is kept';
      const named = short.slice(0, most).join(', ');
      return short.length > most ? `${named} and ${short.length - most} more` : named;
    },
    all: () => [...cited.values()],
  };
}

export const shortHash = (sha256: string): string => sha256.slice(0, 12);

/** What a standing rests on: what was kept when it was verified, else the last line of the record about it. */
export function restsOn(step: string, standing: Standing, { record }: Pick<Incident, 'record'>): EvidenceRef[] {
  if (standing.evidence.length > 0) return standing.evidence;
  const line = record.findLast(
    (one) => one.step === step && (one.siteId === null || standing.siteId === null || one.siteId === standing.siteId),
  );
  return line ? [{ what: `Line ${line.seq} of the record`, sha256: line.hash, at: line.at }] : [];
}
