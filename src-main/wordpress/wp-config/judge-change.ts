import { comparedNames, effectiveSalts, type SaltConstants, type SaltName, saltNames } from '../salts.ts';
import type { Understood } from './answer.ts';
import { obstacle } from './origins.ts';
import { stringOf } from './scalars.ts';
import { othersOf } from './verify.ts';
import type { Definition, World } from './world.ts';

/** What another program made of a configuration: which of the eight are not new, and whether more than those changed. */
export interface Judgement {
  notNew: SaltName[];
  moreChanged: boolean;
}

/** Fewer characters than this are no salt, whoever made it; WordPress and WP-CLI write 64. */
const fewest = 32;

/**
 * Judges by what PHP sees now, in every way it may go; `inForce` are the values that were in force before, wherever they came
 * from. A value is new that is in force as a constant of its own (FACTS: Where salts come from) and was none of the eight.
 */
export function judgeChange(before: Understood, after: Understood, inForce: readonly (string | null)[]): Judgement {
  const known = before.worlds.flatMap((world) => saltNames.map((name) => stringOf(world.constants.get(name)?.value)));
  const old = new Set([...known, ...inForce]);
  const notNew = new Set(after.worlds.flatMap((world) => notNewIn(world, old)));
  return {
    notNew: saltNames.filter((name) => notNew.has(name)),
    moreChanged: after.entry !== before.entry || othersOf(after, saltNames) !== othersOf(before, saltNames),
  };
}

function notNewIn({ constants }: World, old: ReadonlySet<string | null>): SaltName[] {
  const certain: SaltConstants = {};
  for (const name of comparedNames) {
    const definition = constants.get(name);
    if (definition) certain[name] = certainValue(definition);
  }
  const { names } = effectiveSalts(certain, null);
  return saltNames.filter((name) => {
    const { value, from } = names[name];
    return from !== 'constant' || value === null || value.length < fewest || old.has(value);
  });
}

function certainValue(definition: Definition): string | null {
  return definition.maybe || obstacle(definition) ? null : stringOf(definition.value);
}

/**
 * What a text says besides the eight: its lines without those that name one, whatever their ends. Two files that are equal in
 * this differ in the salts at most; a value over several lines makes them look different although they are not.
 */
export function besidesSalts(bytes: Buffer): string {
  const lines = bytes.toString('latin1').split(/[\r\n]+/);
  return lines.filter((line) => line.trim() !== '' && !saltNames.some((name) => line.includes(name))).join('\n');
}
