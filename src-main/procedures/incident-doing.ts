import { ResaltError } from '../contract/failures.ts';
import { procedures as declared } from '../contract/procedures.ts';
import type { Parts } from './parts.ts';
import { unlockedProcedure } from './rpc.ts';

const { incidents: d } = declared;

/** What Resalt itself does in an incident: `incidents.contain`, `run`, `verify` and `recheck`. Refused until it is built. */
export function incidentDoing(parts: Parts) {
  const unlocked = unlockedProcedure(parts);
  const refuse = () => {
    throw new ResaltError('NOT_ALLOWED_HERE', 'This Resalt can’t do that yet.', 'never');
  };
  return {
    contain: unlocked.input(d.contain.input).output(d.contain.output).mutation(refuse),
    run: unlocked.input(d.run.input).output(d.run.output).mutation(refuse),
    verify: unlocked.input(d.verify.input).output(d.verify.output).mutation(refuse),
    recheck: unlocked.input(d.recheck.input).output(d.recheck.output).mutation(refuse),
  };
}
