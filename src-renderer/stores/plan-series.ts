const firsts = new Map<string, string>();

/** The first of the plans that were made again, one out of the other: they are one piece of work to whoever reads them. */
export const seriesOf = (plan: string): string => firsts.get(plan) ?? plan;

/** `after` takes the place of `before` on the screen, with all that was chosen there. */
export function takesPlaceOf(before: string, after: string): void {
  firsts.set(after, seriesOf(before));
}
