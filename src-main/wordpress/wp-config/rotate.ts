import { type OtherKeyName, otherKeyNames, type SaltName, saltNames } from '../salts.ts';
import type { OtherKey, Refused, Rotation, SaltOrigin, Understood } from './answer.ts';
import { apply } from './apply.ts';
import { collect } from './changes.ts';
import { printable } from './environment.ts';
import type { NewValues } from './new-values.ts';
import { refuse } from './understand.ts';
import { verify } from './verify.ts';

/**
 * The files as they must become so that all eight effective values are the new ones, whichever way PHP goes. Nothing is
 * written here. The outcome is understood once more and compared: what is not certain is refused, never guessed.
 * `others`: new values for keys besides the eight; each that can't be changed stays, with its reason.
 */
export function rotate(
  understood: Understood,
  salts: Readonly<Record<SaltName, string>>,
  others: Partial<Record<OtherKeyName, string>> = {},
): Rotation {
  let rotation = rotateAll(understood, salts);
  if (rotation.kind === 'refused') return rotation;
  const told: OtherKey[] = [];
  let values: NewValues = salts;
  for (const name of otherKeyNames) {
    const value = others[name];
    if (value === undefined) continue;
    const more = { ...values, [name]: value };
    const tried = isDefinedIn(name, understood) ? rotateAll(understood, more) : notDefined;
    told.push({ name, reason: tried.kind === 'refused' ? whyNot(tried) : null });
    if (tried.kind === 'rotated') [rotation, values] = [tried, more];
  }
  return told.length > 0 ? { ...rotation, others: told } : rotation;
}

const notDefined = refuse('SALTS_ELSEWHERE', 'It is not defined in the files that Resalt can follow.');

function whyNot({ failure }: Refused): string {
  // Checked as if it were written, and found to move more than itself.
  return failure.code === 'VERIFY_FAILED' ? 'Another constant takes its value from it.' : failure.message;
}

function isDefinedIn(name: OtherKeyName, { worlds }: Understood): boolean {
  return worlds.some((world) => world.constants.has(name));
}

function rotateAll(understood: Understood, values: NewValues): Rotation {
  const blocked = saltNames.filter((name) => isElsewhere(understood.salts[name]));
  if (blocked.length > 0) return elsewhere(blocked, understood);
  const changes = collect(understood, values);
  if ('kind' in changes) return changes;
  const edits = apply(changes, understood);
  if ('kind' in edits) return edits;
  const after = verify(understood, edits, values);
  if (after.kind !== 'understood') return after;
  return {
    kind: 'rotated',
    edits,
    rotated: [...saltNames],
    repaired: repairs(understood),
    warnings: warnings(understood),
    after,
  };
}

function isElsewhere(origin: SaltOrigin): boolean {
  return origin.how === 'elsewhere' || origin.branches.some(isElsewhere);
}

function elsewhere(names: SaltName[], { salts }: Understood): Refused {
  const bySentence = new Map<string, SaltName[]>();
  for (const name of names) {
    const found = [salts[name], ...salts[name].branches].filter(
      ({ how, branches }) => how === 'elsewhere' && branches.length === 0,
    );
    const sentence = found
      .map(({ sentence: said, path }) => (path ? `${said} (${printable(path)})` : said))
      .join('; or ');
    bySentence.set(sentence, [...(bySentence.get(sentence) ?? []), name]);
  }
  const said = [...bySentence].map(([sentence, list]) => `${list.join(', ')}: ${sentence}.`).join(' ');
  return refuse('SALTS_ELSEWHERE', `The salts can\u2019t be rotated in the files. ${said}`.slice(0, 1990));
}

function repairs({ salts }: Understood): string[] {
  return saltNames.flatMap((name) => {
    const broken = [salts[name], ...salts[name].branches].find(({ how }) =>
      /^(absent|placeholder|duplicate-of)$/.test(how),
    );
    return broken ? [`${name}: ${broken.sentence}. It has its own value in the configuration now.`] : [];
  });
}

function warnings({ salts, notes }: Understood): string[] {
  const conditional = saltNames.filter((name) => salts[name].how === 'conditional');
  const said =
    conditional.length > 0
      ? [`${conditional.join(', ')} depend on a condition; every branch gets the new values.`]
      : [];
  return [...said, ...notes];
}
