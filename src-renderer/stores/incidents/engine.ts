import type { z } from 'zod';
import type { checklistProcedures } from '../../../src-main/contract/checklist.ts';
import type { evidenceProcedures } from '../../../src-main/contract/evidence.ts';
import type { incidentProcedures } from '../../../src-main/contract/incidents.ts';
import type { reportProcedures } from '../../../src-main/contract/reports.ts';
import type { timelineProcedures } from '../../../src-main/contract/timeline.ts';
import { api } from '../../api.ts';

interface Listener<T> {
  onData(value: T): void;
  onError(error: unknown): void;
  onComplete(): void;
}
interface Declared {
  kind: 'query' | 'mutation' | 'subscription';
  input: z.ZodType;
  output: z.ZodType;
}
type Asked<D extends Declared> = D['kind'] extends 'query'
  ? { query(input: z.input<D['input']>): Promise<z.output<D['output']>> }
  : D['kind'] extends 'mutation'
    ? { mutate(input: z.input<D['input']>): Promise<z.output<D['output']>> }
    : { subscribe(input: z.input<D['input']>, to: Listener<z.output<D['output']>>): { unsubscribe(): void } };
type Noun<P> = { [V in keyof P]: P[V] extends Declared ? Asked<P[V]> : never };

interface Incidents {
  incidents: Noun<typeof incidentProcedures>;
  checklist: Noun<typeof checklistProcedures>;
  evidence: Noun<typeof evidenceProcedures>;
  timeline: Noun<typeof timelineProcedures>;
  reports: Noun<typeof reportProcedures>;
}

/** What the engine does about incidents, typed by their own contract. */
export const engine = api as unknown as Incidents;
