import { procedures as declared } from '../contract/procedures.ts';
import type { AppRouter } from '../contract/router.ts';
import { administratorProcedures } from './administrators.ts';
import { auditProcedures } from './audit.ts';
import { checklistProcedures } from './checklist.ts';
import { evidenceProcedures } from './evidence.ts';
import { incidentProcedures } from './incidents.ts';
import { knowledgeProcedures } from './knowledge.ts';
import { newPasswordProcedures } from './new-passwords.ts';
import { orderProcedures } from './orders.ts';
import type { Parts } from './parts.ts';
import { peopleProcedures } from './people.ts';
import { policyProcedures } from './policies.ts';
import { reportProcedures } from './reports.ts';
import { procedure, router, unlockedProcedure } from './rpc.ts';
import { runProcedures } from './runs.ts';
import { sessionProcedures } from './sessions.ts';
import { siteProcedures } from './sites.ts';
import { timelineProcedures } from './timeline.ts';
import { vaultProcedures } from './vault.ts';
import { watchFleet } from './watch-fleet.ts';

const { app, fleet, settings } = declared;

/** Everything a window, a browser or the command line can ask of Resalt. There is no second way to do a thing. */
export function buildRouter(parts: Parts) {
  const { version, dataDir, carrier, store } = parts;
  return router({
    app: router({
      info: procedure
        .input(app.info.input)
        .output(app.info.output)
        .query(() => ({ version, dataDir, carrier })),
    }),
    vault: vaultProcedures(parts),
    sites: siteProcedures(parts),
    sessions: sessionProcedures(parts),
    audit: auditProcedures(parts),
    administrators: administratorProcedures(parts),
    people: peopleProcedures(parts),
    knowledge: knowledgeProcedures(parts),
    policies: policyProcedures(parts),
    orders: orderProcedures(parts),
    newPasswords: newPasswordProcedures(parts),
    incidents: incidentProcedures(parts),
    timeline: timelineProcedures(parts),
    checklist: checklistProcedures(parts),
    reports: reportProcedures(parts),
    evidence: evidenceProcedures(parts),
    runs: runProcedures(parts),
    fleet: router({
      watch: procedure.input(fleet.watch.input).subscription(async function* ({ signal }) {
        for await (const event of watchFleet(parts, signal ?? new AbortController().signal))
          yield fleet.watch.output.parse(event);
      }),
    }),
    settings: router({
      get: procedure
        .input(settings.get.input)
        .output(settings.get.output)
        .query(() => store.settings.get()),
      set: unlockedProcedure(parts)
        .input(settings.set.input)
        .output(settings.set.output)
        .mutation(({ input }) => {
          const given = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined));
          const next = store.settings.set(given);
          parts.settingsChanged();
          return next;
        }),
    }),
  });
}

/** The compiler's proof that what is built is what the contract declares. */
export const asDeclared = (built: ReturnType<typeof buildRouter>): AppRouter => built;
