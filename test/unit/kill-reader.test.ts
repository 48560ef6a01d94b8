import { expect, it } from 'vitest';
import { configuration, newSalts, SALT_NAMES } from '../fleet/configuration.ts';
import { watchGenerations } from '../integration/kill/generations.ts';

const db = { name: 'n', user: 'u', password: 'p', host: 'h', prefix: 'wp_' };
const of = (salts = newSalts()) => configuration({ db, salts, constants: {} });

/** The reader of the kill tests must see each of the faults that it is there for. */
it('takes whole files, new or old again, for what they are', () => {
  const [one, two, three] = [of(), of(), of()];
  const { take, seen } = watchGenerations(one);
  for (const text of [one, two, two, three, one]) take(text);
  expect(seen).toEqual({ reads: 5, generations: 3, problems: [] });
});

it('sees a file that is gone, empty, cut short, changed elsewhere, or holds salts of two generations', () => {
  const [old, next] = [newSalts(), newSalts()];
  const mixed = { ...next, [SALT_NAMES[7]]: old.NONCE_SALT };
  const faults = [null, '', of(next).slice(0, -1), of(next).slice(0, 900), of(next).replace("'n'", "'m'"), of(mixed)];
  for (const fault of faults) {
    const { take, seen } = watchGenerations(of(old));
    take(fault);
    expect(seen.problems, String(fault).slice(0, 40)).toHaveLength(1);
  }
});
