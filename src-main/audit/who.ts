import type { SeenSession } from './session-facts.ts';

/** Whose a session is, by numbers, so that 200,000 sessions come together without their texts being compared. */
export interface Who {
  /** One user of one site. */
  account: number;
  /** The same e-mail address is the same person on every site; without one, the account. */
  person: number;
  /** The agency knows the e-mail address. */
  known: boolean;
}

/** How names, addresses of people and roles are compared. */
export const plain = (text: string): string => text.trim().normalize('NFC').toLowerCase();

/** Numbers begin at 0, and there are never more of them than sessions. `people`: e-mail addresses that the agency knows. */
export function whoOf(people: readonly string[]): (session: SeenSession) => Who {
  const known = new Set(people.map(plain));
  const sites = new Map<string, Map<number, Who & { said: string | null }>>();
  const persons = new Map<string | number, number>();
  let accounts = 0;
  return ({ siteId, userId, email: said }) => {
    const users = sites.get(siteId) ?? new Map<number, Who & { said: string | null }>();
    if (users.size === 0) sites.set(siteId, users);
    const before = users.get(userId);
    // A user's sessions mostly say the same; one from before the address was changed is of the person of then.
    if (before?.said === said) return before;
    const account = before?.account ?? accounts++;
    const email = said ? plain(said) : '';
    const person = persons.get(email || account) ?? persons.size;
    persons.set(email || account, person);
    const who = { account, person, known: known.has(email), said };
    users.set(userId, who);
    return who;
  };
}
