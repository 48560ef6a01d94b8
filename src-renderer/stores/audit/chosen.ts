import { create } from 'zustand';

/** Keys of the chosen findings; they stay chosen whatever is shown. */
export const useChosenFindings = create<{ keys: ReadonlySet<string> }>()(() => ({ keys: new Set() }));

/** Chooses these, or lets go of them when all of them are chosen already. */
export function chooseFindings(keys: readonly string[], how: 'toggle' | 'add' = 'toggle'): void {
  useChosenFindings.setState(({ keys: before }) => {
    const after = new Set(before);
    const drop = how === 'toggle' && keys.every((key) => before.has(key));
    for (const key of keys) drop ? after.delete(key) : after.add(key);
    return { keys: after };
  });
}

export const chooseNoFinding = (): void => useChosenFindings.setState({ keys: new Set() });
