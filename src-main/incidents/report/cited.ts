import type { EvidenceRef, Incident, RecordLine, Standing } from '../../contract/incidents.ts';

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

/** What a standing rests on: what was kept when it was verified, else the line of the record that says so. A person's word rests on its own line. */
export function restsOn(step: string, standing: Standing, { record }: Pick<Incident, 'record'>): EvidenceRef[] {
  const lines = record.filter((one) => one.step === step && isAbout(one, standing.siteId));
  const then = lines.findLast(({ at }) => at === standing.at);
  // What was kept before it may say otherwise.
  if (standing.state === 'ticked' && then) return [lineRef(then)];
  if (standing.evidence.length > 0) return standing.evidence;
  const line = then ?? lines.at(-1);
  return line ? [lineRef(line)] : [];
}

const isAbout = ({ siteId, about }: RecordLine, of: string | null): boolean =>
  of === null || siteId === of || (siteId === null && (about?.includes(of) ?? true));

export const lineRef = ({ seq, hash, at }: RecordLine): EvidenceRef => ({
  what: `Line ${seq} of the record`,
  sha256: hash,
  at,
});

/** The lines of a kind that were written at this moment: for what the record tells in a line of its own. */
export const linesOf = ({ record }: Pick<Incident, 'record'>, kind: string, at: string | null): EvidenceRef[] =>
  record.filter((line) => line.kind === kind && line.at === at).map(lineRef);
