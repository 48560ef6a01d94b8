import { createHash } from 'node:crypto';
import { procedures as declared } from '../contract/procedures.ts';
import { makeReport, materialFor } from '../incidents/report/make-report.ts';
import { noteTo } from '../incidents/report/notes.ts';
import type { Parts } from './parts.ts';
import { reportMaterial } from './report-material.ts';
import { procedure, router, unlockedProcedure } from './rpc.ts';

const { reports: d } = declared;

export function reportProcedures(parts: Parts) {
  const { incidents, store, who } = parts;
  const unlocked = unlockedProcedure(parts);
  return router({
    make: unlocked
      .input(d.make.input)
      .output(d.make.output)
      .mutation(async ({ input: { incident, audience, format, client } }) => {
        const material = await reportMaterial(parts, incident);
        const { name, type, bytes } = await makeReport(material, { audience, format, client });
        const sha256 = createHash('sha256').update(bytes).digest('hex');
        // A record that is damaged can't grow; the report says that it is, and the trail that one was made.
        if (material.incident.damaged === null)
          await incidents.write(incident, { kind: 'reported', by: who, audience, format, sha256 });
        const details = { incident, audience, format, sha256 };
        await store.auditTrail.append({ who, what: 'incident.reported', details });
        return { name, type, base64: bytes.toString('base64'), sha256, at: material.at };
      }),
    note: unlocked
      .input(d.note.input)
      .output(d.note.output)
      .query(async ({ input: { incident, to, client } }) =>
        noteTo(to, materialFor(await reportMaterial(parts, incident), to, client)),
      ),
    getAgency: procedure
      .input(d.getAgency.input)
      .output(d.getAgency.output)
      .query(() => store.agency.get()),
    setAgency: unlocked
      .input(d.setAgency.input)
      .output(d.setAgency.output)
      .mutation(async ({ input }) => {
        store.agency.set(input.agency);
        await store.auditTrail.append({ who, what: 'agency.changed', details: {} });
        return store.agency.get();
      }),
  });
}
