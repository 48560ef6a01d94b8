import type { Run, RunSite } from '../contract/runs.ts';
import { encryptorsWords } from './encryptors-words.ts';
import { asAsked } from './site-words.ts';
import { note, type Style, type Terminal } from './terminal.ts';
import { count } from './words.ts';

type Line = { text: string; style: Style | null };
const plain = (text: string): Line => ({ text, style: null });

const hasWarnings = (row: RunSite): boolean => asAsked(row) && row.warnings.length > 0;
const isReady = (row: RunSite): boolean => asAsked(row) && row.warnings.length === 0;

/** What a dry run saw, a line per fact: the sites that can't be done, those with warnings, or what will happen to the ready. */
export function planOf(run: Run, part: 'refused' | 'warnings' | 'ready'): Line[] {
  if (part === 'refused') {
    return run.sites
      .filter((row) => !asAsked(row))
      .map((row) => ({ text: `${row.site}: ${row.outcome}, ${row.failure?.message ?? 'not done'}`, style: 'red' }));
  }
  return run.sites
    .filter(part === 'warnings' ? hasWarnings : asAsked)
    .flatMap((row): Line[] =>
      part === 'warnings'
        ? row.warnings.map(({ text }) => ({ text: `${row.site}: ${text}`, style: 'yellow' }))
        : [plain(`${row.site}: ${row.plan.join(' ')}`)],
    );
}

/** The plan before a question, on standard error, so that what a script reads stays clean. */
export function showPlan(terminal: Terminal, run: Run): void {
  const refused = run.sites.filter((row) => !asAsked(row)).length;
  const warned = run.sites.filter(hasWarnings).length;
  const ready = run.sites.filter(isReady).length;
  const encryptors = encryptorsWords(run);
  if (encryptors) note(terminal, encryptors);
  for (const part of ['warnings', 'refused', 'ready'] as const) {
    for (const { text, style } of planOf(run, part)) note(terminal, text, style);
  }
  const figures = `${ready} ready, ${warned} with warnings, ${refused} can't be done as asked`;
  note(terminal, `${count(run.sites.length, 'site')}: ${figures}. Nothing was changed yet.`, 'bold');
}
