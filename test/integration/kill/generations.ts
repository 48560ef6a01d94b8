import { SALT_NAMES } from '../../fleet/configuration.ts';

/** What the watcher saw of one file. */
export interface Watched {
  reads: number;
  /** How many different sets of salts it held one after the other, the first included. */
  generations: number;
  /** Every reading that was not, to the byte, the whole file with the salts of one generation. */
  problems: string[];
}

const salts = new RegExp(`^define\\( '(${SALT_NAMES.join('|')})', +'([^'\\\\]{64})' \\);$`, 'gm');

/** Takes readings of one configuration, the first of them whole, and judges each of the following. */
export function watchGenerations(first: string): { take(text: string | null): void; seen: Watched } {
  const template = withoutSalts(first);
  const known = new Set([generationOf(first)]);
  const used = new Set(valuesOf(first));
  const seen: Watched = { reads: 0, generations: 1, problems: [] };
  let last = first;
  const judge = (text: string | null): string | null => {
    if (text === null) return 'the file is not there';
    if (text === '') return 'the file is empty';
    if (withoutSalts(text) !== template) return `the file is not whole (${text.length} characters)`;
    const values = valuesOf(text);
    if (values.length !== SALT_NAMES.length) return `the file holds ${values.length} salts`;
    const generation = generationOf(text);
    if (known.has(generation)) return null;
    // A value that an earlier generation had, in a set that is not that generation: two are mixed.
    if (values.some((value) => used.has(value))) return 'salts of two generations are mixed';
    known.add(generation);
    for (const value of values) used.add(value);
    seen.generations = known.size;
    return null;
  };
  return {
    seen,
    take(text) {
      seen.reads += 1;
      if (text === last) return;
      const problem = judge(text);
      if (problem) seen.problems.push(problem);
      else if (text !== null) last = text;
    },
  };
}

const withoutSalts = (text: string): string => text.replace(salts, '$1');
const valuesOf = (text: string): string[] => [...text.matchAll(salts)].map((match) => match[2] ?? '');
const generationOf = (text: string): string => valuesOf(text).join('\n');
