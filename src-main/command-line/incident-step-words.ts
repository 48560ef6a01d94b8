import type { IncidentStep, Standing } from '../contract/incidents.ts';
import { doers, states } from './incident-words.ts';
import { automationWords, verificationWords } from './step-words.ts';
import { say, type Terminal } from './terminal.ts';
import { dateTime } from './words.ts';

/** One step, with nothing left out: for each site what was seen or done, by whom, when, and on what it rests. */
export function showWholeStep(terminal: Terminal, step: IncidentStep, at: number, of: number): void {
  const { word, style } = states[step.state];
  say(terminal, `Step ${at} of ${of}: ${step.title} (${step.id})`, 'bold');
  say(
    terminal,
    `State: ${word}. By ${doers[step.who]}, ${step.per === 'site' ? 'on each site' : 'once for all sites'}.`,
    style,
  );
  say(terminal, `Why: ${step.why}`);
  lines(terminal, 'What a person does', step.byHand);
  lines(terminal, 'What Resalt does', automationWords(step));
  const proves = verificationWords(step);
  lines(terminal, 'It counts as done when', proves.length > 0 ? proves : [unproven(step)]);
  say(terminal, `It leaves: ${step.evidence}`);
  if (step.waitsFor.length > 0) say(terminal, `It waits for: ${step.waitsFor.join(', ')}.`, 'yellow');
  for (const one of step.standings) showStanding(terminal, one);
}

const unproven = ({ id, who }: IncidentStep): string =>
  id === 'look-again'
    ? 'All three looks were made, each not before its time, and found nothing new.'
    : who === 'person'
      ? 'A named person says so, with a note: Resalt can’t see it.'
      : 'A named person says so, with a note.';

function lines(terminal: Terminal, title: string, sentences: readonly string[]): void {
  if (sentences.length === 0) return;
  say(terminal, `${title}:`);
  for (const sentence of sentences) say(terminal, `  - ${sentence}`);
}

function showStanding(terminal: Terminal, { site, state, at, by, told, note, run, outcome, evidence }: Standing): void {
  const { word, style } = states[state];
  const when = at === null ? '' : `, ${dateTime(at)}`;
  say(terminal, '');
  say(terminal, `${site ?? 'All sites'}: ${word}${when}${by === null ? '' : `, by ${by}`}`, style);
  say(terminal, `  ${told}`);
  if (note !== null && note !== told) say(terminal, `  Note: ${note}`);
  if (run !== null) say(terminal, `  Run: ${run}${outcome === null ? '' : ` (${outcome})`}`);
  for (const one of evidence) say(terminal, `  Evidence: ${one.what}, ${dateTime(one.at)}, SHA-256 ${one.sha256}`);
}
