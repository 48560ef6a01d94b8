import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { IncidentStep, StepState } from '../../../../src-main/contract/incidents.ts';
import { type ReportDocument, recordReport, reportDocument } from '../../../../src-main/contract/reports.ts';
import { clientReport } from '../../../../src-main/incidents/report/client/client-report.ts';
import { makeReport, materialFor } from '../../../../src-main/incidents/report/make-report.ts';
import type { Material } from '../../../../src-main/incidents/report/material.ts';
import { anyMaterial } from './any-incident.ts';

const done = (state: StepState | undefined): boolean => state === 'verified' || state === 'ticked';

/** Said here once more, in other words than the reports': a step is done when nothing says otherwise, of any site. */
function openOn(step: IncidentStep, { incident }: Material): string[] {
  const of = (siteId: string | null) => step.standings.find((one) => one.siteId === siteId)?.state;
  const open =
    step.per === 'incident'
      ? done(of(null))
        ? []
        : ['the incident']
      : incident.sites.filter(({ siteId }) => !done(of(siteId))).map(({ site }) => site);
  return open.length === 0 && !done(step.state) ? ['the incident'] : open;
}

const json = async (material: Material, audience: 'engineer' | 'record') => {
  const { bytes } = await makeReport(material, { audience, format: 'json', client: null });
  return JSON.parse(bytes.toString('utf8')) as unknown;
};

/** What fits on one page is the PDF's to judge. */
const roomy = { names: 50, text: 4000, name: 200 };

const tableCalled = (report: ReportDocument, caption: string) =>
  report.blocks.flatMap((block) => (block.kind === 'table' && block.caption === caption ? [block] : []));

it('how far back the logs of each site go stands in the engineer’s report and in the record', async () => {
  await fc.assert(
    fc.asyncProperty(anyMaterial, async (material) => {
      const report = reportDocument.parse(await json(material, 'engineer'));
      const record = recordReport.parse(await json(material, 'record'));
      const beginnings = material.timeline?.beginnings ?? [];
      const [table] = tableCalled(report, 'How far back that is known, and what was not read');
      expect(table?.rows.map(({ cells }) => cells.map(({ text }) => text)) ?? []).toEqual(
        beginnings.map(({ site, told }) => [site, told]),
      );
      expect(record.timeline?.beginnings ?? []).toEqual(beginnings);
    }),
    { numRuns: 30 },
  );
});

describe('what is not done', () => {
  it('is named by the engineer’s report, step by step and site by site, and nothing of it is called done', async () => {
    await fc.assert(
      fc.asyncProperty(anyMaterial, async (material) => {
        const report = reportDocument.parse(await json(material, 'engineer'));
        const listed = tableCalled(report, 'Steps that are not done').flatMap(({ rows }) =>
          rows.map(({ cells }) => `${cells[0]?.text} / ${cells[1]?.text}`),
        );
        const { steps } = material.incident;
        const open = steps.flatMap((step) => openOn(step, material).map((where) => `${step.title} / ${where}`));
        expect(listed.sort()).toEqual(open.sort());
        for (const [index, step] of steps.entries()) {
          const [table] = tableCalled(report, `How step ${index + 1} stands`);
          const heading = report.blocks.findIndex(
            (block) => block.kind === 'heading' && block.text === `${index + 1}. ${step.title}`,
          );
          const whole = report.blocks[heading + 1];
          const isOpen = openOn(step, material).length > 0;
          expect(whole?.kind === 'text' && whole.text.startsWith('Done.')).toBe(!isOpen);
          for (const { cells } of table?.rows ?? []) {
            const state = step.standings.find(({ site }) => (site ?? 'all') === cells[0]?.text)?.state;
            expect(/^(Verified|Stated by)/.test(cells[1]?.text ?? '')).toBe(done(state));
            expect(cells[1]?.text.startsWith('NOT DONE')).toBe(!done(state));
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('is named in HTML with the same words', async () => {
    await fc.assert(
      fc.asyncProperty(anyMaterial, async (material) => {
        const { bytes } = await makeReport(material, { audience: 'engineer', format: 'html', client: null });
        const [, section = ''] = /<h2[^>]*>What is not done<\/h2>([\s\S]*?)<h2/.exec(bytes.toString('utf8')) ?? [];
        for (const step of material.incident.steps)
          expect(section.includes(step.title)).toBe(openOn(step, material).length > 0);
      }),
      { numRuns: 40 },
    );
  });

  it('is in the machine’s record, whose schema refuses a step called done that is not', async () => {
    await fc.assert(
      fc.asyncProperty(anyMaterial, async (material) => {
        const report = recordReport.parse(await json(material, 'record'));
        expect(report.record).toHaveLength(material.incident.record.length);
        expect(report.head).toBe(material.incident.record.at(-1)?.hash);
        for (const [index, step] of material.incident.steps.entries()) {
          const open = openOn(step, material).length > 0;
          const told = report.steps[index];
          expect(told?.done).toBe(!open);
          expect(report.notDone.some(({ id }) => id === step.id)).toBe(open);
          if (!open || !told) continue;
          const lie = report.steps.map((one) => (one === told ? { ...one, done: true } : one));
          expect(recordReport.safeParse({ ...report, steps: lie }).success).toBe(false);
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('the client’s page', () => {
  it('counts every step that is not done, and calls no topic done that is not, on any website', async () => {
    await fc.assert(
      fc.asyncProperty(anyMaterial, async (material) => {
        const client = material.incident.sites[0]?.client ?? null;
        const ours = material.incident.sites.filter((one) => one.client === client);
        const scoped = {
          ...material,
          incident: {
            ...material.incident,
            sites: ours,
            // As a whole a step may be open for others' sites alone.
            steps: material.incident.steps.map((step) => ({
              ...step,
              state: step.standings.length > 0 ? ('verified' as const) : step.state,
            })),
          },
        };
        const report = clientReport(materialFor(material, 'client', client ?? ''), client, roomy);
        const open = scoped.incident.steps.filter((step) => openOn(step, scoped).length > 0).length;
        const all = scoped.incident.steps.length;
        const texts = report.blocks.flatMap((block) =>
          block.kind === 'text' ? [block.text] : block.kind === 'list' ? block.items.map(({ text }) => text) : [],
        );
        expect(texts.some((text) => text.includes(`${all - open} of ${all} steps`))).toBe(true);
        const figure = texts.map((text) => /^(\d+) steps? of our checklist (?:is|are) NOT DONE/.exec(text)?.[1]);
        expect(figure.filter((one) => one !== undefined)).toEqual(open > 0 ? [String(open)] : []);
        for (const block of report.blocks)
          if (block.kind === 'table')
            for (const { cells } of block.rows) {
              const numbers = [...(cells[1]?.text ?? '').matchAll(/on (?:all (\d+)|(\d+) of \d+)/g)].map((one) =>
                Number(one[1] ?? one[2]),
              );
              if (numbers.length > 0) expect(numbers.reduce((sum, number) => sum + number, 0)).toBe(ours.length);
            }
        if (open === all)
          for (const block of report.blocks)
            if (block.kind === 'table')
              for (const { cells } of block.rows)
                if (cells[0]?.text !== 'Trying an old login from outside') expect(cells[1]?.text).toContain('NOT ');
      }),
      { numRuns: 100 },
    );
  });
});
