import { createHash, randomBytes as nodeRandomBytes } from 'node:crypto';

/**
 * 40 characters, 6 random bits each, of an alphabet that means the same in PHP, .env, option files and SQL (A-Z a-z 0-9 - _), with at least
 * one capital, small letter, digit and sign: servers may ask for each (validate_password, simple_password_check).
 */
export function newDatabasePassword(randomBytes: (size: number) => Uint8Array = nodeRandomBytes): string {
  for (let tries = 0; tries < 1000; tries += 1) {
    const drawn = Buffer.from(randomBytes(30)).toString('base64url');
    if ([/[A-Z].*[A-Z]/, /[a-z].*[a-z]/, /\d.*\d/, /[-_]/, /^[A-Za-z0-9]/].every((asked) => asked.test(drawn)))
      return drawn;
  }
  throw new Error('The random source repeats itself; no password can be made from it.');
}

/** What mysql_native_password stores: so the server's logs never hold the password itself. */
export function nativeHash(password: string): string {
  const sha1 = (bytes: Uint8Array | string) => createHash('sha1').update(bytes).digest();
  return password === '' ? '' : `*${sha1(sha1(password)).toString('hex').toUpperCase()}`;
}

/** `user@host` of CURRENT_USER() as SQL writes an account; null for a name that Resalt does not put into a statement. */
export function accountInSql(currentUser: string): string | null {
  const at = currentUser.lastIndexOf('@');
  const [user, host] = [currentUser.slice(0, at), currentUser.slice(at + 1)];
  const plain = /^[^\\'"`?;\p{Cc}]{1,128}$/u;
  return at > 0 && plain.test(user) && plain.test(host) ? `'${user}'@'${host}'` : null;
}
