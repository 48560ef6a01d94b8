import { type OtherKeyName, otherKeyNames, type SaltName, saltNames } from '../salts.ts';

/** New values by name: the eight, and other keys that are defined somewhere. */
export type NewValues = Readonly<Record<SaltName, string> & Partial<Record<OtherKeyName, string>>>;
export type KeyName = SaltName | OtherKeyName;

/** The names that get a new value. */
export function namesOf(values: NewValues): KeyName[] {
  return [...saltNames, ...otherKeyNames.filter((name) => values[name] !== undefined)];
}

export function isOneOfTheEight(name: string): name is SaltName {
  return (saltNames as readonly string[]).includes(name);
}
