import type { Automation } from '../../contract/checklist.ts';
import { order } from '../../contract/orders.ts';
import { plainOperation, runOptions } from '../../contract/runs.ts';

/** An incident's id, where an order wants one: the incident fills it in when the step is run. */
const anIncident = 'i_0000000000000000';

/** Null where the arguments are what the operation takes; otherwise what is wrong, in words. */
export function wrongAutomation(automation: Automation): string | null {
  if (!('operation' in automation)) return null;
  const { operation, arguments: given } = automation;
  if (plainOperation.safeParse(operation).success) {
    const { success } = runOptions.partial().strict().safeParse(given);
    return success ? null : `has arguments that a run of ${operation} does not take`;
  }
  const schema = order.options.find(({ shape }) => shape.operation.value === operation);
  if (!schema) return `names the operation ${operation}, which can’t be ordered`;
  const wants = 'incident' in schema.shape ? { incident: anIncident } : {};
  const { error } = schema.safeParse({ operation, ...wants, ...given });
  const [issue] = error?.issues ?? [];
  if (issue) return `has wrong arguments for ${operation}: ${issue.path.join('.')} ${issue.message}`;
  const unknown = Object.keys(given).find((key) => !(key in schema.shape));
  return unknown === undefined ? null : `gives ${operation} “${unknown}”, which it does not know`;
}
