import type { Incident } from '../contract/incidents.ts';
import type { Engine } from './invocation.ts';

/** The incident as soon as nothing of this step (null: of the containment) is being worked on. */
export async function whenIdle({ call }: Engine, id: string, step: string | null): Promise<Incident> {
  const isBusy = ({ steps }: Incident) =>
    steps.some((one) => (step === null ? one.containment : one.id === step) && one.state === 'working');
  for await (const incident of await call.incidents.watch({ incident: id })) if (!isBusy(incident)) return incident;
  return call.incidents.show({ incident: id });
}
