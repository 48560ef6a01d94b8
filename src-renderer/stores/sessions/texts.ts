/**
 * What many things say, in lower case, to be looked through for a word: of each what is its own, and the number of what
 * it shares with others, so that the name of a network or a country is looked through once.
 */
export interface Texts {
  own: string[];
  /** Which letters stand in what is its own, so that most texts need not be looked through. */
  letters: number[];
  shared: string[];
  sharedOf: number[];
  sharedAt: Map<string, number>;
}
type Parts = readonly (string | null)[];

export const texts = (): Texts => ({ own: [], letters: [], shared: [], sharedOf: [], sharedAt: new Map() });

/** Adds those of `all` that are not there yet. */
export function addTexts<T>(to: Texts, all: readonly T[], partsOf: (one: T) => { own: Parts; shared: Parts }): void {
  for (const one of all.slice(to.own.length)) {
    const { own, shared } = partsOf(one);
    const mine = joined(own);
    to.own.push(mine);
    to.letters.push(lettersOf(mine));
    const text = shared.filter(Boolean).join('\n').toLowerCase();
    const number = to.sharedAt.get(text) ?? to.shared.push(text) - 1;
    to.sharedAt.set(text, number);
    to.sharedOf.push(number);
  }
}

/** One text of all parts, without those that stand in one before them: a login is often the name in the address, too. */
function joined(parts: Parts): string {
  let text = '';
  for (const part of parts) {
    const low = part?.toLowerCase() ?? '';
    if (text === '') text = low;
    else if (!text.includes(low)) text = `${text}\n${low}`;
  }
  return text;
}

/** A bit for each letter from a to z; whatever else there is shares four more. */
function lettersOf(text: string): number {
  let bits = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    bits |= 1 << (code >= 97 && code <= 122 ? code - 97 : 26 + (code & 3));
  }
  return bits;
}
const isLetter = /^[a-z]$/;

/** 1 for each that says the word; where `before` has a 0 nothing is looked at. */
export function holding(all: Texts, word: string, before: Uint8Array | undefined): Uint8Array {
  const { own, letters, shared, sharedOf } = all;
  const saidByAll = Uint8Array.from(shared, (text) => (text.includes(word) ? 1 : 0));
  const found = new Uint8Array(own.length);
  const needed = lettersOf(word);
  const told = isLetter.test(word);
  for (let at = 0; at < found.length; at++) {
    if (before !== undefined && before[at] === 0) continue;
    if (saidByAll[sharedOf[at] as number] === 1) found[at] = 1;
    else if (((letters[at] as number) & needed) !== needed) continue;
    else if (told || (own[at] as string).includes(word)) found[at] = 1;
  }
  return found;
}
