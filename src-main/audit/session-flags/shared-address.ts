import { grouped } from '../session-facts.ts';
import type { FlagCheck } from './flag.ts';
import { count } from './words.ts';

const manyPeople = 5;
/** With so many sites so many people are enough. One person alone on many sites is who works at an agency. */
const manySites = 3;
const peopleOnManySites = 3;

/** One address (of IPv6: its first 64 bits) has the live logins of many people: an office nobody named, or one thief. */
export const sharedAddress: FlagCheck = {
  flag: 'shared-address',
  ofPlaces: true,
  prepare({ all }) {
    const shared = new Map<string | number, string>();
    const telling = all.filter(({ live, tells }) => live && tells);
    for (const [line, there] of grouped(telling, ({ place }) => place.line)) {
      if (there.length < peopleOnManySites) continue;
      const people = new Set(there.map(({ person }) => person)).size;
      const sites = new Set(there.map(({ session }) => session.siteId)).size;
      if (people < manyPeople && (people < peopleOnManySites || sites < manySites)) continue;
      shared.set(line, `this address has logins of ${people.toLocaleString('en')} people on ${count(sites, 'site')}`);
    }
    return ({ live, place }) => (live && place.line !== null ? (shared.get(place.line) ?? null) : null);
  },
};
