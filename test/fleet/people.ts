import { createHash, randomBytes } from 'node:crypto';

export type Role = 'administrator' | 'editor' | 'author' | 'contributor' | 'subscriber';

export interface FleetUser {
  readonly id: number;
  readonly login: string;
  readonly email: string;
  readonly password: string;
  readonly role: Role;
}

/** Who has an account on every site, and with how many logins from where. The first owns the site. */
export const PEOPLE: readonly { login: string; role: Role; from: readonly Place[] }[] = [
  { login: 'owner', role: 'administrator', from: ['NL windows', 'NL iphone', 'NL old'] },
  { login: 'agency', role: 'administrator', from: ['DE mac', 'DE linux', 'NL windows', 'GB mac'] },
  { login: 'ed1', role: 'editor', from: ['NL windows', 'BR android'] },
  { login: 'ed2', role: 'editor', from: ['FR mac', 'FR ipad', 'FR iphone'] },
  { login: 'writer', role: 'author', from: ['US mac', 'US iphone'] },
  { login: 'helper', role: 'contributor', from: ['IN android', 'IN windows'] },
  { login: 'member1', role: 'subscriber', from: ['GB iphone'] },
  { login: 'member2', role: 'subscriber', from: ['JP android', 'JP old'] },
  { login: 'member3', role: 'subscriber', from: [] },
];

/** Public addresses of large access providers, one per country, so that a country database knows them. Nobody calls them. */
const ADDRESSES = {
  NL: '84.241.192.10',
  DE: '2003:c0:1234:5600::17',
  GB: '86.150.20.30',
  BR: '189.6.10.20',
  FR: '90.12.33.44',
  US: '73.158.64.15',
  IN: '49.36.120.10',
  JP: '126.72.10.20',
} as const;

const DEVICES = {
  windows:
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36',
  mac: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15',
  linux: 'Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0',
  iphone:
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1',
  ipad: 'Mozilla/5.0 (iPad; CPU OS 17_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.6 Mobile/15E148 Safari/604.1',
  android:
    'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36',
  /** A login that has run out, as every real site has some. */
  old: 'Mozilla/5.0 (Windows NT 6.1; WOW64; Trident/7.0; rv:11.0) like Gecko',
} as const;

type Place = `${keyof typeof ADDRESSES} ${keyof typeof DEVICES}`;

/** A login that was never made over HTTP, but stands in the database as WordPress writes it. */
export interface SeededSession {
  readonly login: string;
  /** 43 characters: what the cookie holds. The database holds its SHA-256, `verifier`. */
  readonly token: string;
  readonly verifier: string;
  readonly ip: string;
  readonly country: string;
  readonly userAgent: string;
  /** Unix seconds. */
  readonly loginAt: number;
  readonly expiresAt: number;
}

const DAY = 86_400;

/** New sessions for everybody, spread over the last days; `old` ones expired a day ago. */
export function seedSessions(now = Math.floor(Date.now() / 1000)): SeededSession[] {
  return PEOPLE.flatMap((person, i) =>
    person.from.map((place, k) => {
      const [country, device] = place.split(' ') as [keyof typeof ADDRESSES, keyof typeof DEVICES];
      const remembered = k % 2 === 0;
      const age =
        device === 'old' ? 15 * DAY : Math.round(DAY * (remembered ? 0.7 * (i + k) : 0.15 * (k + 1))) + 60 * i;
      const loginAt = now - age;
      const token = randomBytes(64)
        .toString('base64')
        .replace(/[^A-Za-z0-9]/g, '')
        .slice(0, 43);
      return {
        login: person.login,
        token,
        verifier: createHash('sha256').update(token).digest('hex'),
        ip: ADDRESSES[country],
        country,
        userAgent: DEVICES[device],
        loginAt,
        expiresAt: loginAt + (remembered ? 14 : 2) * DAY,
      };
    }),
  );
}

/** The value of usermeta `session_tokens`, in WordPress's own serialised form (FACTS: The cookie). */
export function sessionTokens(sessions: readonly SeededSession[]): string {
  const text = (value: string) => `s:${Buffer.byteLength(value)}:"${value}";`;
  const items = sessions.map(
    (session) =>
      `${text(session.verifier)}a:4:{${text('expiration')}i:${session.expiresAt};${text('ip')}${text(session.ip)}` +
      `${text('ua')}${text(session.userAgent)}${text('login')}i:${session.loginAt};}`,
  );
  return `a:${items.length}:{${items.join('')}}`;
}
