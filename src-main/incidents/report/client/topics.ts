import type { Fact } from '../../../contract/checklist.ts';
import type { EvidenceRef, Incident, IncidentStep, Standing } from '../../../contract/incidents.ts';
import { restsOn } from '../cited.ts';
import { latest } from '../moments.ts';
import { isDone, isStepDone, standingsOf } from '../standings.ts';

/** What a client can be told of in one line; the steps that are verified by these facts, or by searching, belong to it. */
interface Topic {
  name: string;
  facts: readonly Fact[];
}

const topics: readonly Topic[] = [
  { name: 'Keeping the traces and a copy of the data as evidence', facts: ['evidence-whole', 'baseline-kept'] },
  { name: 'Closing the website to visitors during the work', facts: ['closed-to-visitors'] },
  {
    name: 'New passwords for those who run the website',
    facts: ['administrators-have-new-passwords', 'publishers-have-new-passwords'],
  },
  { name: 'Ending all logins, so that stolen ones are worthless', facts: ['salts-as-rotated', 'no-older-logins'] },
  {
    name: 'Taking away other keys that open the website',
    facts: ['no-reset-keys', 'no-application-passwords', 'no-api-keys'],
  },
  { name: 'A new password for the database', facts: ['database-password-as-changed'] },
  { name: 'Full rights only for known people', facts: ['only-approved-administrators'] },
  { name: 'Hardening against planted programs', facts: ['hardened'] },
  { name: 'Looking at other websites on the same server', facts: ['neighbours-looked-at'] },
  { name: 'Opening the website to visitors again', facts: ['open-to-visitors'] },
];
const searching = 'Searching files, settings and database for what does not belong there';
const other = 'Other work of our checklist';

/** Of how many websites what is true. Their sum is the number of websites. */
export interface TopicState {
  name: string;
  proven: number;
  stated: number;
  /** Some of its steps are done there, others are not. */
  partly: number;
  notDone: number;
  /** Of those that are done by a person’s word: on how many Resalt’s last look says otherwise. */
  contrary: number;
  /** When the last of it was seen or said. */
  at: string | null;
  refs: EvidenceRef[];
}

/** Every step of the checklist belongs to a line, or to several, so that none is left out: the final rotation to all that it repeats. */
export function topicStates(incident: Incident): TopicState[] {
  const bySubject = new Map<string, IncidentStep[]>();
  for (const step of incident.steps) {
    for (const name of topicsOf(step)) bySubject.set(name, [...(bySubject.get(name) ?? []), step]);
  }
  return [...topics.map(({ name }) => name), searching, other].flatMap((name) => {
    const steps = bySubject.get(name);
    return steps ? [stateOf(name, steps, incident)] : [];
  });
}

function topicsOf({ verifications }: IncidentStep): string[] {
  const facts = verifications.flatMap((one) => ('fact' in one ? [one.fact] : []));
  const found = topics.filter((topic) => topic.facts.some((fact) => facts.includes(fact)));
  if (found.length > 0) return found.map(({ name }) => name);
  return [verifications.length > 0 ? searching : other];
}

function stateOf(name: string, steps: readonly IncidentStep[], incident: Incident): TopicState {
  const state = { name, proven: 0, stated: 0, partly: 0, notDone: 0, contrary: 0 };
  for (const { siteId } of incident.sites) {
    const standings = steps.flatMap((step) => ofSite(step, siteId, incident));
    const done = standings.filter((one) => isDone(one.state));
    if (done.some(({ doubt }) => doubt === 'contrary')) state.contrary += 1;
    if (done.length < standings.length || standings.length === 0) state[done.length > 0 ? 'partly' : 'notDone'] += 1;
    else state[done.every((one) => one.state === 'verified') ? 'proven' : 'stated'] += 1;
  }
  const done = steps.flatMap((step) =>
    standingsOf(step, incident.sites)
      .filter((one) => isDone(one.state))
      .map((standing) => ({ at: standing.at, refs: restsOn(step.id, standing, incident) })),
  );
  return { ...state, at: latest(done.map(({ at }) => at)), refs: done.flatMap(({ refs }) => refs) };
}

/** How a step stands for one website. Where the step as a whole is open and no website says so, it is open for each. */
function ofSite(step: IncidentStep, siteId: string, { sites }: Incident): Standing[] {
  const all = standingsOf(step, sites);
  const standings = all.filter((one) => one.siteId === siteId || one.siteId === null);
  const onlyAsAWhole = !isStepDone(step, sites) && all.every((one) => isDone(one.state));
  return onlyAsAWhole ? standings.map((one) => ({ ...one, state: step.state })) : standings;
}

/** "Done and proven on 12 of 14. NOT DONE on 2." */
export function stateSentence({ proven, stated, partly, notDone, contrary }: TopicState): string {
  const all = proven + stated + partly + notDone;
  const on = (number: number) => (all === 1 ? '' : number === all ? ` on all ${all}` : ` on ${number} of ${all}`);
  return [
    proven > 0 ? [`Done and proven${on(proven)}.`] : [],
    stated > 0 ? [`Stated by a named person${on(stated)}, not proven by a check.`] : [],
    partly > 0 ? [`Begun, NOT FINISHED${on(partly)}.`] : [],
    notDone > 0 ? [`NOT DONE${on(notDone)}.`] : [],
    contrary > 0 ? [`Our last check says OTHERWISE${on(contrary)}.`] : [],
  ]
    .flat()
    .join(' ');
}
