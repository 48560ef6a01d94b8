import type { Incident } from '../../../contract/incidents.ts';

/** Advice that is right whatever came out; nothing in it says that something was done. */
export function whatToDo({ sites, closedAt }: Pick<Incident, 'sites' | 'closedAt'>): string[] {
  const website = sites.length === 1 ? 'the website' : 'the websites';
  return [
    `Choose a new password for ${website} with “Lost your password?”, and change it wherever else you used the old one.`,
    'Tell us if you see users, orders, pages or e-mails that you don’t know.',
    `If ${website} hold${sites.length === 1 ? 's' : ''} data of people, ask your adviser on data protection today: a notice to an authority may be due within 72 hours.`,
    closedAt === null
      ? 'Please change nothing and restore no backup before we say that we are finished.'
      : 'Restore no backup from before our work without asking us: it may bring back what was planted.',
  ];
}
