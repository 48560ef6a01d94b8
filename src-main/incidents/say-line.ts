import type { ChecklistStep } from '../contract/checklist.ts';
import type { RecordLine } from '../contract/incidents.ts';
import type { Folded } from './folded.ts';
import { causeStep, type IncidentLine, openingStep, type UnknownLine } from './lines.ts';

type Said = Omit<RecordLine, 'seq' | 'hash' | 'at' | 'by'>;
const most = 4500;
const doneBy: { [K in IncidentLine['kind']]?: Pick<Said, 'step'> } = {
  opened: { step: openingStep },
  cause: { step: causeStep },
};

/** A line of the record as a sentence; names of steps and sites are those of then. */
export function sayLine(line: IncidentLine | UnknownLine, folded: Folded): Said {
  const said: Said = { kind: line.kind, what: '', step: null, siteId: null, run: null };
  if ('unknown' in line)
    return {
      ...said,
      what: `A line of a kind that this Resalt does not know (${line.kind}); it changes nothing here.`,
    };
  const known = 'step' in line ? { step: line.step } : (doneBy[line.kind] ?? {});
  const site = 'siteId' in line ? { siteId: line.siteId } : {};
  const run = 'run' in line ? { run: line.run } : {};
  const one = 'siteIds' in line && line.siteIds?.length === 1 ? { siteId: line.siteIds[0] ?? null } : {};
  const alone = line.kind === 'ended' && line.sites.length === 1 ? { siteId: line.sites[0]?.siteId ?? null } : {};
  const what = sentence(line, folded).slice(0, most);
  return { ...said, ...known, ...site, ...one, ...alone, ...run, ...aboutOf(line, folded), ...foundBy(line), what };
}

/** A line of no one site: whose it is, so that a report for one client can leave it out. */
function aboutOf(line: IncidentLine, folded: Folded): Pick<Said, 'about' | 'mixed'> {
  const mixed = mixesSites(line, folded);
  const about = mixed && line.kind !== 'ended' ? [...folded.sites.keys()] : sitesIn(line);
  return about.length > 1 ? { about, ...(mixed ? { mixed: true as const } : {}) } : {};
}

function sitesIn(line: IncidentLine): string[] {
  if (line.kind === 'ended') return line.sites.flatMap(({ siteId }) => siteId ?? []);
  if (line.kind === 'sites-added') return line.sites.map(({ siteId }) => siteId);
  return 'siteIds' in line ? (line.siteIds ?? []) : [];
}

/** A look at a step that is done once for all says in one sentence what it saw on each site, and so does what follows from it. */
function mixesSites(line: IncidentLine, { steps }: Folded): boolean {
  if (line.kind === 'ended') return line.sites.length > 1;
  const looks = line.kind === 'verified' || line.kind === 'alert' || (line.kind === 'reopened' && line.by === 'Resalt');
  const once = looks && line.step !== null && (line.kind === 'reopened' ? line.siteIds : line.siteId) === null;
  return once && isOfAllSites(steps.get(line.step ?? ''));
}

/** Of a step that is done once for all, and looked at on each site. */
export const isOfAllSites = (step: Pick<ChecklistStep, 'per' | 'verifications'> | undefined): boolean =>
  step?.per === 'incident' && step.verifications.length > 0;

/** Of a look that says no, and of one that only helps the person whose step it is. */
function foundBy(line: IncidentLine): Pick<Said, 'found'> {
  if (line.kind === 'verified' && line.holds === false) return { found: line.told };
  const [only, second] = line.kind === 'ended' && line.run === null ? line.sites : [];
  return only && !second && only.outcome === null && only.told !== '' ? { found: only.told } : {};
}

function sentence(line: IncidentLine, folded: Folded): string {
  const title = (step: string) => `“${folded.steps.get(step)?.title ?? step}”`;
  const name = (siteId: string | null) => (siteId === null ? '' : ` on ${folded.sites.get(siteId)?.site ?? siteId}`);
  const where = (siteIds: readonly string[] | null) =>
    siteIds === null ? '' : siteIds.length === 1 ? name(siteIds[0] ?? null) : ` on ${siteIds.length} sites`;
  switch (line.kind) {
    case 'opened':
      return `Opened “${line.name}” for ${sites(line.sites)}; owner: ${line.owner}; noticed at ${line.noticedAt}. Symptoms: ${line.symptoms}`;
    case 'sites-added':
      return `Added ${sites(line.sites)}.`;
    case 'begun':
      return `Began ${line.part === null ? 'the containment' : title(line.step)}${where(line.siteIds)}${line.run === null ? '' : ` (run ${line.run})`}.`;
    case 'ended':
      return `${line.part === null ? 'The containment' : title(line.step)} ended${line.run === null ? '' : ` (run ${line.run})`}: ${endings(line.sites, folded)}`;
    case 'verified':
      return `${looked(line.holds)} ${title(line.step)}${name(line.siteId)}: ${line.told}`;
    case 'ticked':
      return `Ticked ${title(line.step)}${where(line.siteIds)}: ${line.note}`;
    case 'reopened':
      return `${title(line.step)}${where(line.siteIds)} is open again: ${line.why}`;
    case 'note':
      return line.step === null ? line.note : `${title(line.step)}: ${line.note}`;
    case 'cause':
      return `How it came about${line.entryAt === null ? '' : `, from ${line.entryAt} on`}: ${line.text}`;
    case 'alert':
      return `Alert${name(line.siteId)}: ${line.text}`;
    case 'alerts-seen':
      return `Alerts up to ${line.until} were seen.`;
    case 'evidence-kept':
      return `Kept ${line.pieces === 1 ? '1 piece' : `${line.pieces} pieces`} of evidence${name(line.siteId)}. ${line.told}`.trim();
    case 'recheck-due':
      return `A look after ${after(line.after)} is due at ${line.dueAt}.`;
    case 'recheck-done':
      return `Looked again after ${after(line.after)}: ${line.told}`;
    case 'reported':
      return `Made the report for ${audiences[line.audience]} as ${line.format.toUpperCase()} (SHA-256 ${line.sha256}).`;
    case 'gathered':
      return `Gathered the time line: ${line.entries} entries.`;
    case 'closed':
      return `Closed the incident: ${line.note}`;
    case 'opened-again':
      return `Opened the incident again: ${line.note}`;
  }
}

const looked = (holds: boolean | null): string =>
  holds === null ? 'Could not look at' : holds ? 'Verified' : 'Does not hold:';

const audiences = { client: 'the client', engineer: 'the engineer', record: 'the record' };
const after = (of: '24-hours' | '7-days' | '30-days'): string => of.replace('-', ' ');
const mostNamed = 20;

function sites(all: readonly { site: string }[]): string {
  const named = all.slice(0, mostNamed).map(({ site }) => site);
  const more = all.length - named.length;
  return `${all.length === 1 ? '1 site' : `${all.length} sites`} (${named.join(', ')}${more > 0 ? ` and ${more} more` : ''})`;
}

/** What went wrong site by site, the rest as figures. */
function endings(rows: (IncidentLine & { kind: 'ended' })['sites'], folded: Folded): string {
  const counts = new Map<string, number>();
  for (const { outcome } of rows) counts.set(outcome ?? 'looked at', (counts.get(outcome ?? 'looked at') ?? 0) + 1);
  const figures = [...counts].map(([outcome, n]) => `${n} ${outcome}`).join(', ');
  const told = rows
    .filter(({ told }) => told !== '')
    .slice(0, mostNamed)
    .map(({ siteId, told }) => `${siteId === null ? '' : `${folded.sites.get(siteId)?.site ?? siteId}: `}${told}`);
  return [`${figures}.`, ...told].join(' ');
}
