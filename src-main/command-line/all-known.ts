import type { KnownAudits } from '../contract/known-audits.ts';
import type { Select } from '../contract/sites.ts';
import type { Engine } from './invocation.ts';

/** What the last audits found on these sites, all pages together. */
export async function allKnown(engine: Engine, select: Select): Promise<Omit<KnownAudits, 'next'>> {
  const all: Omit<KnownAudits, 'next'> = { at: '', sites: [], administrators: [], findings: [] };
  for (let after: string | null | undefined; after !== null; ) {
    const page: KnownAudits = await engine.call.audit.known({ select, ...(after ? { after } : {}) });
    all.at = page.at;
    all.sites.push(...page.sites);
    all.administrators.push(...page.administrators);
    all.findings.push(...page.findings);
    after = page.next;
  }
  return all;
}
