import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Audience } from '../../../../src-main/contract/reports.ts';
import { makeReport } from '../../../../src-main/incidents/report/make-report.ts';
import type { Material } from '../../../../src-main/incidents/report/material.ts';
import { aBreach, material } from './a-breach.ts';

const pdf = async (of: Material, audience: Audience): Promise<Buffer> =>
  (await makeReport(of, { audience, format: 'pdf', client: null })).bytes;

/** What poppler, a reader that is not ours, finds in the file; pages end with a form feed. */
const read = (bytes: Buffer): { text: string; pages: number } => {
  const found = execFileSync('pdftotext', ['-', '-'], { input: bytes, encoding: 'utf8' });
  return { text: found.replace(/\s+/g, ' '), pages: found.split('\f').length - 1 };
};

const sitesOf = (names: readonly string[]) => names.map((site) => ({ site, client: 'Acme' }));

describe('the client’s PDF', () => {
  it('is one page with 40 sites of long names, whose figure is right', async () => {
    const names = Array.from({ length: 40 }, (_, at) => `website-${at}-${'of-a-very-long-name-'.repeat(9)}`);
    const { text, pages } = read(await pdf(material(aBreach(sitesOf(names))), 'client'));
    expect(pages).toBe(1);
    // Poppler takes a hyphen at the end of a line for one that only parts a word.
    const named = names.filter((_, at) => new RegExp(`website-${at}-?of`).test(text)).length;
    expect(text).toContain(`about 40 websites`);
    expect(text).toContain(`and ${40 - named} more`);
    expect(text).toContain('6 steps of our checklist are NOT DONE');
    expect(text).toMatch(/SHA-256 ?[0-9a-f]{64}/);
  });

  it('is one page whatever is written into it', async () => {
    const text = fc.oneof(
      fc.string({ maxLength: 200, unit: 'binary' }),
      fc.constant('W'.repeat(200)),
      fc.constant('网站'.repeat(100)),
      fc.constant('\u200b\u202e'.repeat(100)),
      fc.constant('line\n'.repeat(40)),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 12 }), text, async (names, note) => {
        const of = material(aBreach(sitesOf(names.map((name, at) => `${name}${at}`))));
        Object.assign(of.incident, { symptoms: note.repeat(20), name: note.slice(0, 100) });
        of.incident.cause = { text: note.repeat(20), at: of.at, by: note.slice(0, 100), entryAt: null };
        of.incident.damaged = note.repeat(5);
        of.agency = { name: note.slice(0, 100), colour: '#ffe000', contact: note.repeat(3).slice(0, 500) };
        for (const step of of.incident.steps) step.title = note.slice(0, 120);
        expect(read(await pdf(of, 'client')).pages).toBe(1);
      }),
      { numRuns: 5 },
    );
  }, 120_000);

  it('is the same file for the same material', async () => {
    const of = material(aBreach(sitesOf(['acme-shop'])));
    expect((await pdf(of, 'client')).equals(await pdf(of, 'client'))).toBe(true);
  });
});

describe('the engineer’s PDF', () => {
  it('says every text that the HTML says, over as many pages as it needs', async () => {
    const of = material(aBreach(sitesOf(['acme-shop', 'acme-blog'])));
    const long = `begin ${'and so on '.repeat(380)} end-of-it`;
    for (const step of of.incident.steps) for (const one of step.standings) one.note = long;
    const { text, pages } = read(await pdf(of, 'record'));
    expect(pages).toBeGreaterThan(10);
    for (const { title } of of.incident.steps) expect(text).toContain(title);
    for (const { hash } of of.incident.record) expect(text.replaceAll(' ', '')).toContain(hash);
    const standings = of.incident.steps.flatMap((step) => step.standings);
    expect(text.split('end-of-it').length - 1).toBeGreaterThanOrEqual(standings.length);
    expect(text).toContain(`Page ${pages} of ${pages}`);
  });

  it('shows a box where the font lacks a character, and says so; what it has it writes', async () => {
    const plain = read(await pdf(material(aBreach(sitesOf(['Łódź-Ωμέγα-Київ']))), 'engineer')).text;
    expect(plain).toContain('Łódź-Ωμέγα-Київ');
    expect(plain).not.toContain('font lacks');
    const lacking = read(await pdf(material(aBreach(sitesOf(['商店-shop']))), 'engineer')).text;
    expect(lacking).toContain('□□-shop');
    expect(lacking).toContain('□ stands for a character that this file’s font lacks');
  });

  it('warns where words are written from right to left', async () => {
    const { text } = read(await pdf(material(aBreach(sitesOf(['متجر الهدايا']))), 'engineer'));
    expect(text).toContain('written from right to left may stand in another order');
  });
});
