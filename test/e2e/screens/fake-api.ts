import { createTRPCClient } from '@trpc/client';
import type { z } from 'zod';
import { checklistProcedures } from '../../../src-main/contract/checklist.ts';
import { evidenceProcedures } from '../../../src-main/contract/evidence.ts';
import type { Failure } from '../../../src-main/contract/failures.ts';
import { incidentProcedures } from '../../../src-main/contract/incidents.ts';
import { procedures } from '../../../src-main/contract/procedures.ts';
import { reportProcedures } from '../../../src-main/contract/reports.ts';
import type { AppRouter } from '../../../src-main/contract/router.ts';
import { timelineProcedures } from '../../../src-main/contract/timeline.ts';
import type { Connection, ConnectionListener, ConnectionState } from '../../../src-renderer/carrier/connection.ts';
import { carrierLink } from '../../../src-renderer/carrier/link.ts';
import { FakeEngine, type Scenario } from './fake-engine.ts';
import { FakeFailure } from './fake-failure.ts';

const scenarios: Record<string, Partial<Scenario>> = {
  empty: { sites: 0 },
  one: { sites: 1, troubled: false },
  few: { sites: 8, troubled: false },
  forty: { sites: 40, troubled: false },
  outcomes: { sites: 140 },
  running: { sites: 500, begun: 'running' },
  interrupted: { sites: 140, begun: 'interrupted' },
  all: { sites: 2000 },
  many: { sites: 2000, sessions: 200_000, findings: 10 },
  unlooked: { sites: 140, sessions: 0 },
  findings: { sites: 2000, sessions: 2000, findings: 10 },
  unaudited: { sites: 140, audited: false },
  unreadable: { sites: 40, knowing: 'fails' },
  incidents: { sites: 40, troubled: false, incidents: 'three' },
  slow: { sites: 140, knowing: 'slow' },
};

function chosenScenario(): Scenario {
  const asked = new URLSearchParams(window.location.search);
  const vault = (asked.get('vault') ?? 'unlocked') as Scenario['vault'];
  const base: Omit<Scenario, 'sessions' | 'knowing' | 'findings' | 'audited' | 'incidents'> = {
    sites: 140,
    troubled: true,
    vault,
    beat: Number(asked.get('beat') ?? 50),
    begun: null,
  };
  const scenario = { ...base, ...scenarios[asked.get('scenario') ?? 'outcomes'] };
  return { sessions: scenario.sites * 25, knowing: 'fine', findings: 0, audited: true, incidents: 'none', ...scenario };
}

const engine = new FakeEngine(chosenScenario());
const listeners = new Set<ConnectionListener>();
/** Calls that wait for an answer or stream: asked again when the connection is back. */
const open = new Set<{ begin(): void; cut(): void }>();
let cut = false;

function setConnection(state: ConnectionState): void {
  cut = state === 'lost';
  for (const call of open) cut ? call.cut() : call.begin();
  for (const tell of listeners) tell(state, cut ? 'The test has cut it.' : undefined);
}

function schemas(path: string): { input: z.ZodType; output: z.ZodType } {
  const [noun = '', verb = ''] = path.split('.');
  const nouns: Record<string, Record<string, { input: z.ZodType; output: z.ZodType }>> = {
    ...procedures,
    ...{ incidents: incidentProcedures, checklist: checklistProcedures, evidence: evidenceProcedures },
    ...{ timeline: timelineProcedures, reports: reportProcedures },
  };
  const found = nouns[noun]?.[verb];
  if (!found) throw new Error(`the contract has no ${path}`);
  return found;
}

function failure(error: unknown): Failure {
  if (error instanceof FakeFailure) return error.failure;
  console.error('fake engine:', error);
  return { code: 'BUG', message: String(error).slice(0, 1500), retry: 'never' };
}

/** Like the real connection: everything is validated by the contract on its way in and out. */
const connection: Connection = {
  call({ kind, path, input }, answered) {
    const { input: asked, output } = schemas(path);
    let stop = () => {};
    let turn = 0;
    const ask = async (mine: number) => {
      const say = (what: 'result' | 'next', data: unknown) =>
        mine === turn && answered({ kind: what, id: 0, data: structuredClone(output.parse(data)) });
      try {
        const valid = asked.parse(input);
        if (path === 'fleet.watch') stop = engine.watchFleet((event) => say('next', event));
        else if (path === 'incidents.watch')
          stop = engine.incidents.watch((valid as { incident: string }).incident, (incident) => say('next', incident));
        else if (path === 'runs.watch')
          stop = engine.watchRun((valid as { run: string }).run, (event) => say('next', event));
        else {
          say('result', await engine.call(path, valid));
          open.delete(call);
        }
      } catch (error) {
        if (mine === turn) answered({ kind: 'error', id: 0, failure: failure(error) });
        open.delete(call);
      }
    };
    const call = {
      begin() {
        const mine = ++turn;
        setTimeout(() => mine === turn && void ask(mine), 0);
      },
      cut() {
        turn++;
        stop();
      },
    };
    if (cut && kind === 'mutation') {
      answered({ kind: 'error', id: 0, failure: { code: 'CANCELLED', message: 'Not sent.', retry: 'safe' } });
      return () => {};
    }
    open.add(call);
    if (!cut) call.begin();
    return () => {
      open.delete(call);
      call.cut();
    };
  },
  close() {},
  onState(listener) {
    listeners.add(listener);
    listener('connected');
    return () => listeners.delete(listener);
  },
};

export const api = createTRPCClient<AppRouter>({ links: [carrierLink(connection)] });
export const onConnection = connection.onState;

/** For tests: the engine itself, and a way to lose the connection and have it back. */
Object.assign(window, { fake: { engine, connection: setConnection, probe: () => import('./probe.ts') } });
