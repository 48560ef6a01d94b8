/**
 * What many things say, in lower case, to be looked through for a word: of each what is its own, and the number of what
 * it shares with others, so that the name of a network or a country is looked through once.
 */
export interface Texts {
  own: string[];
  shared: string[];
  sharedOf: number[];
  sharedAt: Map<string, number>;
}
type Parts = readonly (string | null)[];

export const texts = (): Texts => ({ own: [], shared: [], sharedOf: [], sharedAt: new Map() });

/** Adds those of `all` that are not there yet. */
export function addTexts<T>(to: Texts, all: readonly T[], partsOf: (one: T) => { own: Parts; shared: Parts }): void {
  for (const one of all.slice(to.own.length)) {
    const { own, shared } = partsOf(one);
    to.own.push(joined(own));
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

/** 1 for each that says the word; where `before` has a 0 nothing is looked at. */
export function holding({ own, shared, sharedOf }: Texts, word: string, before: Uint8Array | undefined): Uint8Array {
  const saidByAll = Uint8Array.from(shared, (text) => (text.includes(word) ? 1 : 0));
  const found = new Uint8Array(own.length);
  for (let at = 0; at < found.length; at++) {
    if (before !== undefined && before[at] === 0) continue;
    if (saidByAll[sharedOf[at] as number] === 1 || (own[at] as string).includes(word)) found[at] = 1;
  }
  return found;
}
