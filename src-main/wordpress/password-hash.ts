import { createHash, randomInt } from 'node:crypto';

/** No letter that a person takes for another one (0 O o, 1 I l), and nothing that WordPress, a shell or a spreadsheet would change. */
const letters = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789';
const passwordLength = 28;

/** 28 letters and digits, each as likely as any other: 162 bits. */
export function newPassword(): string {
  return Array.from({ length: passwordLength }, () => letters[randomInt(letters.length)]).join('');
}

const itoa64 = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** 2^13 rounds, as WordPress writes it before 6.8. */
const costLetter = 'B';

/**
 * `user_pass` for a password: phpass with a fresh salt. Every WordPress from 2.5 to 7.1 accepts it, and from 6.8 on puts its own
 * `$wp$2y$` in its place at the first login (FACTS: Passwords; docs/decisions/0018). `avoid`: what the old hash put into cookies, four
 * characters; the new one puts in others for certain, so that those cookies end (FACTS: Ending sessions).
 */
export function hashPassword(password: string, avoid: readonly string[] = []): string {
  for (;;) {
    const salt = Array.from({ length: 8 }, () => itoa64[randomInt(64)]).join('');
    const setting = `$P$${costLetter}${salt}`;
    if (!avoid.includes(setting.slice(8, 12))) return setting + phpass(password, setting);
  }
}

/** Whether it is the phpass hash of this password. Other kinds of hashes are not: false. */
export function isHashOf(password: string, hash: string): boolean {
  const setting = hash.slice(0, 12);
  return /^\$P\$[./0-9A-Za-z]{31}$/.test(hash) && phpass(password, setting) === hash.slice(12);
}

/** A value that no password has: a lock (FACTS: Passwords). */
export const lockedHash = '*';

function phpass(password: string, setting: string): string {
  const bytes = Buffer.from(password, 'utf8');
  const rounds = 2 ** itoa64.indexOf(setting.charAt(3));
  let sum = md5(Buffer.from(setting.slice(4, 12), 'latin1'), bytes);
  for (let round = 0; round < rounds; round += 1) sum = md5(sum, bytes);
  return inItoa64(sum);
}

const md5 = (first: Uint8Array, second: Uint8Array): Buffer => createHash('md5').update(first).update(second).digest();

/** Three bytes are four letters, the lowest six bits first. */
function inItoa64(bytes: Buffer): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const some = bytes.subarray(at, at + 3);
    let value = some.reduce((sum, byte, index) => sum | (byte << (8 * index)), 0);
    for (let letter = 0; letter <= some.length; letter += 1) {
      text += itoa64.charAt(value & 63);
      value >>= 6;
    }
  }
  return text;
}
