import { describe, expect, it } from 'vitest';
import { contrastOnWhite, textColour } from '../../../../src-main/incidents/report/colour.ts';
import { makeReport } from '../../../../src-main/incidents/report/make-report.ts';
import type { Material } from '../../../../src-main/incidents/report/material.ts';
import { aBreach, material } from './a-breach.ts';

const hostile = '</title></style><script>alert(1)</script><img src=x onerror=alert(1)>"\'&\u202Egpj.exe';
const breach = (site = 'acme-shop'): Material => material(aBreach([{ site, client: 'Acme' }]));
const html = async (of: Material, audience: 'client' | 'engineer' | 'record') =>
  (await makeReport(of, { audience, format: 'html', client: null })).bytes.toString('utf8');

describe('HTML', () => {
  it.each(['client', 'engineer', 'record'] as const)('of %s: hostile text stays text', async (audience) => {
    const of = breach(hostile);
    of.incident.name = hostile;
    of.incident.symptoms = hostile;
    of.agency = { name: hostile, colour: '#1a5fb4', contact: hostile };
    for (const step of of.incident.steps) step.title = hostile;
    const page = await html(of, audience);
    expect(page).not.toMatch(/<(script|img|iframe|link|object|embed|svg|form|a)\b/i);
    expect(page).not.toContain('\u202e');
    expect(page.match(/<\/style>/g)).toHaveLength(1);
    expect(page.match(/<\/title>/g)).toHaveLength(1);
    // Nothing but Resalt's own attributes.
    const names = new Set(
      [...page.matchAll(/<[a-z0-9]+((?:\s+[a-z-]+="[^"]*")*)\s*>/g)].flatMap((tag) =>
        [...(tag[1] ?? '').matchAll(/([a-z-]+)="/g)].map((one) => one[1]),
      ),
    );
    for (const name of names)
      expect([
        'lang',
        'dir',
        'charset',
        'http-equiv',
        'content',
        'name',
        'class',
        'scope',
        'style',
        'colspan',
      ]).toContain(name);
  });

  it('asks for nothing from elsewhere and lets nothing run', async () => {
    const page = await html(breach(), 'engineer');
    expect(page).toContain('default-src &#39;none&#39;');
    expect(page).not.toMatch(/url\(|@import|https?:\/\//);
  });

  it.each(['client', 'engineer', 'record'] as const)(
    'of %s: headings in order, tables with heads, a language',
    async (audience) => {
      const page = await html(breach(), audience);
      expect(page).toContain('<html lang="en"');
      const levels = [...page.matchAll(/<h([1-6])/g)].map((one) => Number(one[1]));
      expect(levels[0]).toBe(1);
      expect(levels.filter((level) => level === 1)).toHaveLength(1);
      for (const [at, level] of levels.entries()) expect(level - (levels[at - 1] ?? level)).toBeLessThanOrEqual(1);
      for (const table of page.split('<table>').slice(1))
        expect(table).toMatch(/^\s*(<caption.*<\/caption>\s*)?<thead><tr>(<th scope="col"[^>]*>[^<]+<\/th>)+/);
    },
  );

  it('sets names that are written from right to left apart from what is around them', async () => {
    const page = await html(breach('חנות המתנות'), 'engineer');
    expect(page).toContain('<bdi>חנות המתנות</bdi>');
  });
});

describe('the agency’s colour', () => {
  it('is taken for text only where it can be read on white', () => {
    expect(contrastOnWhite('#000000')).toBeCloseTo(21);
    expect(contrastOnWhite('#ffffff')).toBeCloseTo(1);
    expect(contrastOnWhite('#767676')).toBeGreaterThan(4.5);
    expect(contrastOnWhite('#777777')).toBeLessThan(4.5);
    expect(textColour('#1a5fb4')).toBe('#1a5fb4');
    expect(textColour('#ffe000')).toBe('#1b1b1f');
  });
  it('is a line’s colour in any case', async () => {
    const of = breach();
    of.agency.colour = '#ffe000';
    const page = await html(of, 'client');
    expect(page).toContain('border-left: 8px solid #ffe000');
    expect(page).not.toContain('; color: #ffe000');
    expect(page).toContain('h1, h2, h3 { color: #1b1b1f');
  });
});
