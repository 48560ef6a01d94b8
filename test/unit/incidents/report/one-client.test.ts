import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Audience, ReportFormat } from '../../../../src-main/contract/reports.ts';
import { clientReport } from '../../../../src-main/incidents/report/client/client-report.ts';
import { htmlReport } from '../../../../src-main/incidents/report/html/html-report.ts';
import { makeReport, materialFor } from '../../../../src-main/incidents/report/make-report.ts';
import type { Material } from '../../../../src-main/incidents/report/material.ts';
import { noteTo } from '../../../../src-main/incidents/report/notes.ts';
import { aBreach, material } from './a-breach.ts';
import { anyMaterial } from './any-incident.ts';

/** The client's page without the PDF that says how much fits on it, else the file itself. */
const quickly = async (of: Material, audience: Audience, format: ReportFormat, client: string): Promise<string> =>
  audience === 'client'
    ? htmlReport(
        clientReport(materialFor(of, 'client', client), client || null, { names: 50, text: 4000, name: 200 }),
        9,
      )
    : make(of, audience, format, client);

const make = async (of: Material, audience: Audience, format: ReportFormat, client: string | null) =>
  (await makeReport(of, { audience, format, client })).bytes.toString('utf8');

describe('a report for one client', () => {
  it('names no other client, no site of theirs and no address of it', async () => {
    const asked = fc.constantFrom<[Audience, ReportFormat]>(
      ...([
        ['client', 'html'],
        ['engineer', 'html'],
        ['engineer', 'json'],
        ['record', 'html'],
        ['record', 'json'],
      ] as [Audience, ReportFormat][]),
    );
    await fc.assert(
      fc.asyncProperty(anyMaterial, asked, async (given, [audience, format]) => {
        // A neighbour that is not in the incident at all, as a step's sentence may name it.
        const neighbour = {
          siteId: 's_neighbour00',
          site: 'neighb0ur',
          client: 'strang3r',
          url: 'https://h0st.test/x',
        };
        const of = { ...given, fleet: [...given.fleet, neighbour] };
        for (const step of of.incident.steps)
          for (const standing of step.standings) standing.told = 'Looked at NEIGHB0UR (h0st.test) of strang3r, too.';
        const client = of.incident.sites[0]?.client ?? null;
        const text = (await quickly(of, audience, format, client ?? '')).toLowerCase();
        for (const one of [...of.incident.sites, neighbour]) {
          const ours = 'client' in one && one.client === client;
          expect(text.includes(one.site.toLowerCase())).toBe(
            ours && !(audience === 'client' && !text.includes(one.site)),
          );
          if (one.client && !ours) expect(text).not.toContain(one.client.toLowerCase());
        }
        expect(text).not.toContain('h0st.test');
      }),
      { numRuns: 60 },
    );
  });

  it('keeps number, time and hash of the record’s lines about others, so that the chain can be checked', async () => {
    const sites = [
      { site: 'acme-shop', client: 'Acme' },
      { site: 'zeta', client: 'Zeta' },
    ];
    const of = material(aBreach(sites));
    const [first] = of.incident.record;
    if (!first) throw new Error('the fixture has lines');
    of.incident.record.push({ ...first, seq: 4, siteId: of.incident.sites[1]?.siteId ?? null, what: 'Told Zeta.' });
    const report = JSON.parse(await make(of, 'record', 'json', 'Acme')) as { record: Record<string, unknown>[] };
    expect(report.record[3]).toMatchObject({ seq: 4, at: first.at, hash: first.hash, withheld: true, by: '' });
    expect(report.record.filter(({ withheld }) => withheld)).toHaveLength(1);
  });

  it('is refused where it would be of several clients, or of one that has no site here', async () => {
    const of = material(
      aBreach([
        { site: 'acme-shop', client: 'Acme' },
        { site: 'zeta', client: null },
      ]),
    );
    await expect(make(of, 'client', 'html', null)).rejects.toThrow('(no client), Acme');
    await expect(make(of, 'engineer', 'html', 'Omega')).rejects.toThrow('No site of this incident belongs to');
    expect(() => materialFor(of, 'client', null)).toThrow('several clients');
    expect(await make(of, 'client', 'html', '')).toContain('zeta');
    expect(noteTo('client', materialFor(of, 'client', 'Acme')).text).not.toContain('zeta');
  });
});
