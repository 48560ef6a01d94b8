import type { ReadyAgreed } from '../audit/agreed.ts';
import type { ChecklistStep, Verification } from '../contract/checklist.ts';
import { toFailure } from '../contract/failures.ts';
import type { CheckName } from '../contract/findings.ts';
import type { EvidenceRef } from '../contract/incidents.ts';
import type { Site } from '../contract/sites.ts';
import { type OpenSite, openSite } from '../operations/steps/look.ts';
import type { Story } from '../operations/story.ts';
import type { Tools } from '../operations/tools.ts';
import type { KeptAudit } from '../store/kept-audits/kept-types.ts';
import { allFacts } from './verifications/all-facts.ts';
import { checksHold } from './verifications/checks-hold.ts';
import { type KeptEvidence, type Look, type PastRun, unseen, type Verdict } from './verifications/verification.ts';

/** What verifying needs of the rest of Resalt. */
export interface Surroundings {
  tools: Tools;
  agreed: ReadyAgreed;
  fellows(): readonly Site[];
  auditOf(siteId: string): Promise<KeptAudit | null>;
  /** Looks at the site by these checks and keeps what was found; a failure is kept as such. */
  audit(site: Site, checks: readonly CheckName[]): Promise<void>;
  evidenceOf(siteId: string): KeptEvidence;
  /** All that Resalt did to the site since the incident was opened, the newest first. */
  runsOf(siteId: string): readonly PastRun[];
}

export interface Asked {
  site: Site;
  incident: { id: string; openedAt: string };
  steps: readonly ChecklistStep[];
  /** What the audit looks at beside. */
  also?: readonly CheckName[];
}

/** What the look at one step of one site says; `parts`: what each of its verifications said. */
export interface StepVerdict extends Verdict {
  step: string;
  parts: { verification: Verification; holds: boolean | null; told: string }[];
}

/** Looks whether these steps hold on a site: it is reached once and audited once, for all of them. Never fails: what can't be looked at says so. */
export async function verifySite(
  { site, incident, steps, also = [] }: Asked,
  around: Surroundings,
): Promise<StepVerdict[]> {
  const at = around.tools.clock();
  const checks = [...new Set([...checksToAsk(steps), ...also])];
  if (checks.length > 0) await around.audit(site, checks);
  let opened: Promise<OpenSite> | null = null;
  let reachedAt: Date | null = null;
  const open = () => {
    opened ??= openSite(site, around.tools, silent).then((reached) => {
      reachedAt = around.tools.clock();
      return reached;
    });
    return opened;
  };
  const all = around.runsOf(site.id);
  const lookFor = (step: ChecklistStep): Look => ({
    ...{ site, incident, at, open, step: step.id, checks: checksOf(step), tools: around.tools, agreed: around.agreed },
    reachedAt: () => reachedAt,
    audit: () => around.auditOf(site.id),
    runs: async () => all.filter((run) => isOf(run, step)),
    allRuns: async () => [...all],
    evidence: around.evidenceOf(site.id),
    fellows: around.fellows,
    auditOf: around.auditOf,
  });
  try {
    const verdicts: StepVerdict[] = [];
    // One after the other: what one fact tries on the site must not be in the way of another.
    for (const step of steps) verdicts.push(await verifyStep(step, lookFor(step)));
    return verdicts;
  } finally {
    const reached: OpenSite | null = (await (opened as Promise<OpenSite> | null)?.catch(() => null)) ?? null;
    await reached?.close();
  }
}

/** The containment is a run for all steps of its set. */
const isOf = ({ step, part }: PastRun, { id, containment }: ChecklistStep): boolean =>
  step !== null && (part === null ? containment : step === id);

async function verifyStep({ id, verifications }: ChecklistStep, look: Look): Promise<StepVerdict> {
  const parts: StepVerdict['parts'] = [];
  const evidence: EvidenceRef[] = [];
  for (const verification of verifications) {
    const verdict = await judge(verification, look);
    parts.push({ verification, holds: verdict.holds, told: verdict.told.slice(0, 2000) });
    evidence.push(...verdict.evidence);
  }
  return { step: id, ...together(parts), evidence: evidence.slice(0, 200), parts };
}

async function judge(verification: Verification, look: Look): Promise<Verdict> {
  try {
    if ('checks' in verification) return await checksHold(look, verification.checks);
    return await allFacts[verification.fact](look);
  } catch (error) {
    return unseen(`It could not be looked at. ${toFailure(error).message}`);
  }
}

/** Holds where everything does; where nothing speaks against it and something could not be seen, nobody knows. */
export function together(parts: readonly { holds: boolean | null; told: string }[]): Pick<Verdict, 'holds' | 'told'> {
  const against = parts.filter(({ holds }) => holds === false);
  const unknown = parts.filter(({ holds }) => holds === null);
  const telling = against.length > 0 ? [...against, ...unknown] : unknown.length > 0 ? unknown : parts;
  const holds = against.length > 0 ? false : unknown.length > 0 || parts.length === 0 ? null : true;
  const told = [...new Set(telling.map((part) => part.told))].join(' ');
  return { holds, told: (told || 'Nothing of this step can be verified by Resalt.').slice(0, 2000) };
}

/** A step that is of the incident as a whole: what was seen of it on each of these sites, by name. */
export function oneOfAll(step: string, sites: readonly (readonly [string, readonly StepVerdict[]])[]): StepVerdict {
  const of = sites.flatMap(([name, verdicts]) =>
    verdicts.filter((one) => one.step === step).map((one) => ({ name, one })),
  );
  const parts = of.map(({ name, one }) => ({ holds: one.holds, told: `${name}: ${one.told}` }));
  const evidence = of.flatMap(({ one }) => one.evidence).slice(0, 200);
  return { step, ...together(parts), evidence, parts: [] };
}

/** What a step looks for by audit: in its verifications, else in what it does. */
export function checksOf({ verifications, automations }: ChecklistStep): CheckName[] {
  const verified = verifications.flatMap((one) => ('checks' in one ? one.checks : []));
  const looked = automations.flatMap((one) => ('audit' in one ? one.audit : 'fix' in one ? one.fix : []));
  return [...new Set(verified.length > 0 ? verified : looked)];
}

/** What one audit has to look at for all of these steps. Who is an administrator is told by any check that reads the rights of all. */
function checksToAsk(steps: readonly ChecklistStep[]): CheckName[] {
  const verifications = steps.flatMap((step) => step.verifications);
  const asked = verifications.flatMap((one) => ('checks' in one ? one.checks : []));
  const people = verifications.some((one) => 'fact' in one && one.fact === 'only-approved-administrators');
  return [...new Set([...asked, ...(people ? (['hidden-administrator', 'super-admin'] as const) : [])])];
}

const silent: Story = {
  ...{ runId: 'verify', dryRun: true, marks: {} },
  step: (_name, work) => work(),
  mark: async () => undefined,
  warn: () => undefined,
  will: () => undefined,
};
