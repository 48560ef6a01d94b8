import type { Cell } from '../../../contract/reports.ts';
import type { Material } from '../material.ts';
import { dateTime } from '../moments.ts';
import { notDoneOf } from '../standings.ts';
import { count, shorten, someOf } from '../wording.ts';
import type { Room } from './client-report.ts';

/** Everything that is open, in figures that count all of it; names as far as there is room. Never empty. */
export function unfinished(material: Material, room: Room): Cell[] {
  const found = [...openSteps(material, room), ...notSeen(material, room), ...later(material)];
  if (found.length > 0) return found;
  return [{ text: 'Nothing that we know of. What left no trace, nobody can see.', tone: 'plain' }];
}

function openSteps({ incident }: Material, room: Room): Cell[] {
  const open = incident.steps.map((step) => ({ step, where: notDoneOf(step, incident.sites) }));
  const some = open.filter(({ where }) => where.length > 0);
  if (some.length === 0) return [];
  // The gravest first: what held and no longer does, then what failed.
  const grave = ({ where }: (typeof some)[number]) =>
    where.some(({ state }) => state === 'reopened') ? 0 : where.some(({ state }) => state === 'failed') ? 1 : 2;
  const sorted = [...some].sort((a, b) => grave(a) - grave(b));
  const of = (rank: number) => sorted.filter((one) => grave(one) === rank).length;
  const kinds = [
    of(0) > 0 ? [`${of(0)} held before and no longer ${of(0) === 1 ? 'does' : 'do'}`] : [],
    of(1) > 0 ? [`${of(1)} failed`] : [],
  ].flat();
  const names = sorted.map(({ step }) => step.title);
  const figure = `${count(some.length, 'step')} of our checklist ${some.length === 1 ? 'is' : 'are'} NOT DONE`;
  const kind = kinds.length > 0 ? ` (${kinds.join(', ')})` : '';
  return [{ text: `${figure}${kind}: ${someOf(names, room.names, room.name)}.`, tone: 'bad' }];
}

function notSeen({ incident, evidence, timeline, couldNotRead }: Material, room: Room): Cell[] {
  const lacking = evidence.filter(({ lacks }) => lacks !== null).length;
  const partly = (timeline?.readings ?? []).filter(({ lacks }) => lacks !== null).length;
  const unread = (kind: Material['couldNotRead'][number]['kind']) => couldNotRead.some((one) => one.kind === kind);
  const found = [
    incident.damaged ? [`Our record of it could not be read whole: ${shorten(incident.damaged, room.text)}`] : [],
    evidence.length === 0 && !unread('evidence') ? ['No evidence is kept.'] : [],
    lacking > 0 ? [`Of ${count(evidence.length, 'piece')} of evidence ${lacking} could not be kept whole.`] : [],
    timeline === null && !unread('timeline') ? ['The servers’ logs were not read.'] : [],
    partly > 0 ? [`${count(partly, 'log or list')} could not be read whole.`] : [],
    couldNotRead.length > 0
      ? [`${count(couldNotRead.length, 'part')} of what we keep could not be read for this page.`]
      : [],
    incident.checklist.hidden.length > 0
      ? [
          `${count(incident.checklist.hidden.length, 'step')} of the usual checklist ${incident.checklist.hidden.length === 1 ? 'was' : 'were'} left out by our choice; ask us why.`,
        ]
      : [],
  ].flat();
  return found.map((text) => ({ text, tone: 'bad' }));
}

function later({ incident }: Material): Cell[] {
  const unseen = incident.alertList.filter(({ seen }) => !seen).length;
  const looks = incident.rechecks.filter(({ state }) => state !== 'done');
  const failed = looks.filter(({ state }) => state === 'failed').length;
  const [next] = looks.map(({ dueAt }) => dueAt).sort();
  return [
    unseen > 0
      ? [
          {
            text: `${count(unseen, 'alert')} ${unseen === 1 ? 'waits' : 'wait'} for us to look at.`,
            tone: 'bad' as const,
          },
        ]
      : [],
    next
      ? [
          {
            text: `${count(looks.length, 'later look')} at the ${incident.sites.length === 1 ? 'website' : 'websites'} not done yet${failed > 0 ? `, ${failed} failed` : ''}; the next is due on ${dateTime(next)}.`,
            tone: failed > 0 ? ('bad' as const) : ('plain' as const),
          },
        ]
      : [],
  ].flat();
}
