import type { Material } from './material.ts';
import { dateTime } from './moments.ts';
import { isStepDone, notDoneOf } from './standings.ts';
import { count, someOf } from './wording.ts';

export type NoteTo = 'client' | 'team' | 'authority';
export interface Note {
  subject: string;
  text: string;
}

/**
 * A note to fill in and send. What Resalt knows stands in it; what it can't know is a blank in square brackets. The names of the
 * sections of a note to an authority are those of Article 33(3) of the GDPR.
 */
export function noteTo(to: NoteTo, material: Material): Note {
  return { client: toClient, team: toTeam, authority: toAuthority }[to](material);
}

const lines = (...text: (string | string[])[]): string => `${text.flat().join('\n')}\n`;

const sitesOf = ({ incident: { sites } }: Material): string =>
  someOf(
    sites.map(({ site }) => site),
    40,
    100,
  );

function progress({ incident }: Material): string {
  const done = incident.steps.filter((step) => isStepDone(step, incident.sites)).length;
  return `${done} of ${count(incident.steps.length, 'step')} of our checklist are done as I write this.`;
}

const began = ({ incident: { cause } }: Material): string =>
  cause?.entryAt ? dateTime(cause.entryAt) : '[not known yet]';
const cause = (material: Material): string => material.incident.cause?.text ?? '[not known yet]';

function toClient(material: Material): Note {
  const { incident, agency } = material;
  const website = incident.sites.length === 1 ? 'your website' : 'your websites';
  return {
    subject: `Security incident on ${website}`,
    text: lines(
      'Dear [name],',
      '',
      `on ${dateTime(incident.noticedAt)} we noticed that something is wrong with ${website} (${sitesOf(material)}):`,
      incident.symptoms,
      '',
      `When it began: ${began(material)}. How it came about: ${cause(material)}`,
      '',
      `What we have done so far: ${progress(material)} The enclosed page says what of it is proven and what is still open.`,
      'Whether data of people were seen or copied: [known / not known / not, because …].',
      '',
      'What we ask of you:',
      '- Choose a new password for the website, and change it wherever else you used the old one.',
      '- Tell us of users, orders or e-mails that you don’t know.',
      '- If data of your customers may be concerned, ask your adviser on data protection today: a notice to an authority may be due within 72 hours of learning of it.',
      '',
      'We write again by [day and time], or as soon as we know more. You reach us at [telephone].',
      '',
      agency.name || '[your name]',
      agency.contact ? [agency.contact] : [],
    ),
  };
}

function toTeam(material: Material): Note {
  const { incident } = material;
  const open = incident.steps.filter((step) => !isStepDone(step, incident.sites));
  const told = open.map((step) => {
    const where = notDoneOf(step, incident.sites);
    const names = where.flatMap(({ site }) => site ?? []);
    return `- ${step.title}${names.length > 0 ? `: ${someOf(names, 10, 60)}` : ''}`;
  });
  return {
    subject: `Incident “${incident.name}”: what everyone must know`,
    text: lines(
      `Owner: ${incident.owner}. Open since ${dateTime(incident.openedAt)}. Sites: ${sitesOf(material)}.`,
      `Symptoms: ${incident.symptoms}`,
      '',
      'Until the owner says otherwise:',
      '- No deploys, no updates, no restoring of backups on these sites.',
      '- No logging in from a machine that was not checked.',
      '- Nobody outside the team is told anything but by the owner.',
      '',
      progress(material),
      open.length > 0 ? [`Not done (${open.length}):`, ...told] : ['Nothing of the checklist is open.'],
      '',
      'Passwords that were set anew come from [who, and by which way]; never by e-mail or chat.',
      'Next talk: [time and place].',
    ),
  };
}

function toAuthority(material: Material): Note {
  const { incident, agency } = material;
  const open = incident.steps.length - incident.steps.filter((step) => isStepDone(step, incident.sites)).length;
  return {
    subject: 'Notification of a personal data breach (Article 33 GDPR)',
    text: lines(
      'This is a draft. A person who knows the law of the place must read and complete it; [...] marks what Resalt can’t know.',
      '',
      '1. Who notifies',
      'Controller: [name, address].',
      `Processor: ${agency.name || '[name]'}${agency.contact ? `, ${agency.contact}` : ''}`,
      'Data protection officer or other contact: [name, telephone, e-mail]',
      '',
      '2. Times',
      `Noticed: ${dateTime(incident.noticedAt)}. Began: ${began(material)}. The controller learned of it: [date and time].`,
      'If this comes later than 72 hours after that, why: [...]',
      '',
      '3. Nature of the breach',
      `Websites: ${sitesOf(material)}.`,
      `What was noticed: ${incident.symptoms}`,
      `How it came about: ${cause(material)}`,
      'Confidentiality, integrity or availability: [which of them, and how]',
      'Categories of people concerned, and about how many: [...]',
      'Categories of data records concerned, and about how many: [...]',
      '',
      '4. Likely consequences',
      '[...]',
      '',
      '5. Measures taken or proposed',
      `${progress(material)} ${open > 0 ? `${count(open, 'step')} not done yet.` : ''}`.trim(),
      'The record of the incident (enclosed) says of each step what was done, when, how it was verified, and what is open.',
      'Against possible adverse effects on people: [...]',
      'Whether the people concerned were told, when and how: [...]',
      '',
      '6. What follows in phases',
      'Information that is not known yet and will be given later: [...]',
    ),
  };
}
