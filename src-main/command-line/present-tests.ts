import type { SiteTest } from '../contract/sites.ts';
import type { ExitCode } from './exit-codes.ts';
import type { Invocation } from './invocation.ts';
import { table } from './table.ts';
import { answer, say, type Terminal } from './terminal.ts';
import { count, duration } from './words.ts';

/** What reaching the sites, or pinning their host keys, gave; failures first. */
export function presentTests({ terminal, json }: Invocation, tests: SiteTest[]): ExitCode {
  if (json) answer(terminal, { sites: tests.map(testFrame) });
  else showTests(terminal, tests);
  return tests.every((test) => test.outcome === 'ok') ? 0 : 1;
}

const testFrame = ({ site, outcome, ms, reached, hostKeys, failure }: SiteTest): object => ({
  site,
  outcome,
  ms,
  reached,
  hostKeys,
  ...(failure ? { failure: { code: failure.code, message: failure.message, retry: failure.retry } } : {}),
});

function showTests(terminal: Terminal, tests: SiteTest[]): void {
  const bad = tests.filter((test) => test.outcome !== 'ok');
  for (const { site, outcome, failure } of bad) {
    say(terminal, `${site}: ${outcome}`, 'red');
    if (failure) say(terminal, `  ${failure.code}: ${failure.message}`);
  }
  const good = tests.filter((test) => test.outcome === 'ok');
  const cells = good.map(({ site, reached, ms }) => [site, reached ?? '-', duration(ms)]);
  table(terminal, terminal.out, ['Site', 'Reached', 'Time'], cells);
  const rest = bad.length > 0 ? `, ${bad.length} not` : '';
  say(terminal, `${count(good.length, 'site')} reached${rest}.`, bad.length > 0 ? 'red' : null);
}
