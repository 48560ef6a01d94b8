import { create } from 'zustand';
import type { RunSummary } from '../../src-main/contract/runs.ts';
import { seriesOf } from './plan-series.ts';

/** Names of sites by their ids. */
export type LeftOut = ReadonlyMap<string, string>;

/** What a person left out, by the first of the plans that are begun together: left out of one is left out of all. */
export const useLeftOut = create<{ of: ReadonlyMap<string, LeftOut> }>()(() => ({ of: new Map() }));

const none: LeftOut = new Map();
type Plan = Pick<RunSummary, 'id' | 'options'>;
const keyOf = ({ id, options }: Plan): string => seriesOf(options.incident?.plan ?? id);

export const leftOutOf = (plan: Plan | null) => (state: { of: ReadonlyMap<string, LeftOut> }) =>
  (plan && state.of.get(keyOf(plan))) ?? none;

/** Leaves a site out of these plans, or takes it in again. */
export function toggleLeftOut(plan: Plan, siteId: string, site: string): void {
  useLeftOut.setState(({ of }) => {
    const after = new Map(of.get(keyOf(plan)));
    if (!after.delete(siteId)) after.set(siteId, site);
    return { of: new Map(of).set(keyOf(plan), after) };
  });
}
