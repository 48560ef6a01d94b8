/** The selection after choosing or letting go of one. */
export function toggled(selection: readonly string[], id: string): string[] {
  return selection.includes(id) ? selection.filter((other) => other !== id) : [...selection, id];
}

/** The selection with everything between two rows (both included), as they stand on the screen. */
export function extended(selection: readonly string[], shown: readonly string[], from: string, to: string): string[] {
  const [a, b] = [shown.indexOf(from), shown.indexOf(to)];
  if (b < 0) return [...selection];
  const range = a < 0 ? [to] : shown.slice(Math.min(a, b), Math.max(a, b) + 1);
  return [...new Set([...selection, ...range])];
}

/** Everything shown, or nothing when all of it is chosen already; what is chosen but not shown stays chosen. */
export function allOrNone(selection: readonly string[], shown: readonly string[]): string[] {
  const chosen = new Set(selection);
  if (shown.every((id) => chosen.has(id))) {
    const hide = new Set(shown);
    return selection.filter((id) => !hide.has(id));
  }
  return [...new Set([...selection, ...shown])];
}
