/** One way back in that the attacker left, as the attacker would use it. */
export interface Door {
  /** For people. */
  readonly name: string;
  /** What the engineer's report must say of it. */
  readonly trace: RegExp;
  /** WordPress, the web server or MySQL itself says whether it still opens. Rejects where nobody answered. */
  open(): Promise<boolean>;
}

/** The names of those that still open, asked one after the other: several change the same site. */
export async function openOnes(doors: readonly Door[]): Promise<string[]> {
  const names: string[] = [];
  for (const door of doors) if (await door.open()) names.push(door.name);
  return names;
}
