import type { Incident, IncidentStep } from '../../../src-main/contract/incidents.ts';
import { closeIncident, openAgain, reopen, tick, writeNote } from '../../stores/incidents/acts.ts';
import { count } from '../../words/count.ts';
import { sayLeft } from '../../words/incidents.ts';
import type { Asking } from './NameAndNote.tsx';

const where = (step: IncidentStep, sites: string[]): string =>
  step.per === 'incident' || sites.length === 0
    ? ''
    : ` on ${sites.length === 1 ? sites[0] : count(sites.length, 'site')}`;

/** A named person says that a step is done on these sites. */
export const askTick = (incident: Incident, step: IncidentStep, sites: string[]): Asking => ({
  title: `Done by hand${where(step, sites)}`,
  about:
    step.verifications.length > 0
      ? `“${step.title}”: Resalt can prove this step by looking. Tick it only where that is not possible, and say why. The reports will say that it is your word, not a proof.`
      : `“${step.title}”: Resalt can’t see whether this is done. It counts as done by your name and your words, and stands so in every report.`,
  label: 'What was done, and how do you know?',
  placeholder: 'Who did what, on which machine, with what result',
  button: 'It is done',
  onSay: (by, note) => tick(incident.id, { step: step.id, sites, by, note }),
});

/** A named person says that a step is not done after all. */
export const askReopen = (incident: Incident, step: IncidentStep, sites: string[]): Asking => ({
  title: `Open the step again${where(step, sites)}`,
  about: `“${step.title}” is then to be done once more. What was noted before stays in the record.`,
  label: 'Why is it not done?',
  button: 'Open it again',
  onSay: (by, note) => reopen(incident.id, { step: step.id, sites, by, note }),
});

/** A few words for the record, of one step or of none. */
export const askNote = (incident: Incident, step: IncidentStep | null): Asking => ({
  title: 'Write a note',
  about: `It goes into the record with the time${step ? `, under “${step.title}”` : ''}. A note can’t be changed afterwards. No passwords in it.`,
  label: 'Note',
  button: 'Write it down',
  onSay: (by, note) => writeNote(incident.id, by, note, step?.id ?? null),
});

export const askClose = (incident: Incident): Asking => ({
  title: 'Close the incident',
  about: `${sayLeft(incident.steps)} Resalt goes on looking after 24 hours, 7 and 30 days, and opens a step again where it no longer holds. A closed incident can be opened again.`,
  label: 'How does it end?',
  placeholder: 'What it was, what was done, what remains',
  button: 'Close it',
  onSay: (by, note) => closeIncident(incident.id, by, note),
});

export const askOpenAgain = (incident: Incident): Asking => ({
  title: 'Work on it again',
  about: 'Everything that was done and noted stays. The incident is open again until somebody closes it.',
  label: 'Why again?',
  button: 'Open it again',
  onSay: (by, note) => openAgain(incident.id, by, note),
});
