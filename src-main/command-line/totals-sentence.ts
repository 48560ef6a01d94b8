import type { Run, RunSite } from '../contract/runs.ts';
import { asAsked, loginsEnded } from './site-words.ts';
import { clockTime, count } from './words.ts';

/** The run in a few sentences, each a fact that was read back: "39 logins on 5 sites ended. Old cookies refused at 22:41:07." */
export function totalsSentence(run: Run): string {
  const done = run.sites.filter(asAsked);
  const rest = restSentence(run);
  if (run.dryRun)
    return [`${count(done.length, 'site')} looked at. Nothing was changed.`, rest].filter(Boolean).join(' ');
  if (run.options.order) return [deedsSentence(run), rest].filter(Boolean).join(' ');
  return [doneSentence(run, done), proofSentence(run, done), rest].filter(Boolean).join(' ');
}

/** Of a closing operation: what was done and read back, on how many sites. */
function deedsSentence(run: Run): string {
  const changed = run.sites.filter((row) => row.outcome === 'changed');
  const done = changed.flatMap((row) => row.deeds ?? []).filter(({ result }) => result === 'done').length;
  if (changed.length === 0) return 'Nothing is certain to have been changed.';
  return `${count(done, 'thing')} changed on ${count(changed.length, 'site')}, each read back.`;
}

function doneSentence(run: Run, done: RunSite[]): string {
  const sites = count(done.length, 'site');
  const ended = done.reduce((sum, row) => sum + loginsEnded(row), 0);
  switch (run.operation) {
    case 'InspectSite':
      return `${sites} inspected.`;
    case 'RotateSalts':
      return `Salts changed on ${count(done.filter((row) => row.outcome === 'changed').length, 'site')}.`;
    default:
      return done.length === 0
        ? 'On no site is it certain that logins ended.'
        : `${count(ended, 'login')} on ${sites} ended.`;
  }
}

function proofSentence(run: Run, done: RunSite[]): string {
  if (run.operation === 'InspectSite' || done.length === 0) return '';
  if (!run.options.proof) return 'No proof was asked for.';
  const refused = done.filter((row) => row.proof?.verdict === 'refused');
  const last = refused
    .flatMap((row) => row.proof?.at ?? [])
    .sort()
    .at(-1);
  // Of chosen logins only a canary that ended with them was tried.
  const cookies = run.operation === 'EndChosenSessions' ? 'Canary cookies' : 'Old cookies';
  const when = last === undefined ? '' : ` at ${clockTime(last)}`;
  if (refused.length === done.length) return `${cookies} refused${when}.`;
  if (refused.length === 0) return 'Not proven on any of them.';
  return `${cookies} refused on ${refused.length} of them${when && `, the last${when}`}; not proven on ${done.length - refused.length}.`;
}

function restSentence(run: Run): string {
  const parts = (['failed', 'uncertain', 'unreachable', 'cancelled', 'skipped'] as const)
    .map((outcome) => [run.sites.filter((row) => row.outcome === outcome).length, outcome] as const)
    .filter(([sites]) => sites > 0)
    .map(([sites, outcome]) => `${sites} ${outcome}`);
  const waiting = run.sites.filter((row) => row.outcome === null).length;
  if (waiting > 0) parts.push(`${waiting} not done`);
  const stopped = run.stoppedWhy === null ? '' : ` The run stopped early: ${run.stoppedWhy}`;
  return `${parts.length > 0 ? `${parts.join(', ')}.` : ''}${stopped}`.trim();
}
