import { expect, it } from 'vitest';
import { materialFor } from '../../../../src-main/incidents/report/make-report.ts';
import { type NoteTo, noteTo } from '../../../../src-main/incidents/report/notes.ts';
import { aBreach, material } from './a-breach.ts';

const of = material(aBreach([{ site: 'acme-shop', client: 'Acme' }]));
const note = (to: NoteTo) => noteTo(to, materialFor(of, to, null)).text;

it.each(['client', 'team', 'authority'] as const)(
  'to %s: what is known, blanks for what is not, no step called done',
  (to) => {
    const text = note(to);
    expect(text).toContain('The shop sends visitors on phones to a casino.');
    expect(text).toContain('acme-shop');
    expect(text).toMatch(/\[[^\]]+\]/);
    expect(text).toContain('8 of 12 steps of our checklist are done');
  },
);

it('to an authority has what Article 33(3) asks for', () => {
  const text = note('authority');
  for (const part of ['Nature of the breach', 'about how many', 'Likely consequences', 'Measures taken', '72 hours'])
    expect(text).toContain(part);
  expect(text).toContain('4 steps not done yet');
});

it('to the team names every step that is not done', () => {
  const open = of.incident.steps.filter(({ state }) => state !== 'verified' && state !== 'ticked');
  const text = note('team');
  expect(open.length).toBeGreaterThan(3);
  for (const { title } of of.incident.steps)
    expect(text.includes(`- ${title}: `)).toBe(open.some((one) => one.title === title));
});

it('says who sends it only where the agency said its name', () => {
  expect(note('client')).toContain('Keller & Söhne');
  const nameless = { ...of, agency: { ...of.agency, name: '', contact: '' } };
  expect(noteTo('client', materialFor(nameless, 'client', null)).text).toContain('[your name]');
});
