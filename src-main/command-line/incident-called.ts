import { ResaltError } from '../contract/failures.ts';
import type { IncidentSummary } from '../contract/incidents.ts';
import type { Engine } from './invocation.ts';

/** By its id or its whole name; of several of one name the one that is open. INPUT_INVALID where that is none, or more than one. */
export async function incidentCalled({ call }: Engine, named: string): Promise<IncidentSummary> {
  const all = await call.incidents.list({});
  const byId = all.find(({ id }) => id === named);
  if (byId) return byId;
  const found = all.filter(({ name }) => name === named.trim());
  const open = found.filter(({ closedAt }) => closedAt === null);
  const [one, second] = open.length > 0 ? open : found;
  if (one && !second) return one;
  if (!one) throw invalid(`No incident is called “${named}”. resalt incident list shows them.`);
  throw invalid(
    `Several incidents are called “${named}”. Say which by its id: ${found.map(({ id }) => id).join(', ')}.`,
  );
}

const invalid = (message: string) => new ResaltError('INPUT_INVALID', message, 'never');
