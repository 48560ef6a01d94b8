import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openCredential, sealCredential } from '../../../src-main/vault/envelope.ts';
import { keysFrom, newKey } from '../../../src-main/vault/vault-key.ts';

const keys = keysFrom(newKey());
const id = 'c_0123456789012345678901';
const secret = fc.uint8Array({ maxLength: 300 });

describe('A credential envelope', () => {
  test('gives back the bytes that went in', () => {
    fc.assert(
      fc.property(secret, fc.constantFrom('ssh-key', 'db-password', 'config-backup'), (bytes, kind) => {
        const opened = openCredential(keys, id, sealCredential(keys, id, kind, bytes));
        expect(opened?.kind).toBe(kind);
        expect(opened?.secret.equals(bytes)).toBe(true);
      }),
    );
  });

  test('is refused after any change of any byte', () => {
    fc.assert(
      fc.property(secret, fc.nat(), fc.integer({ min: 1, max: 255 }), (bytes, place, flip) => {
        const text = Buffer.from(sealCredential(keys, id, 'ssh-key', bytes));
        const at = place % text.length;
        text[at] = (text[at] ?? 0) ^ flip;
        expect(openCredential(keys, id, text.toString('utf8'))).toBeNull();
      }),
      { numRuns: 2000 },
    );
  });

  test('is refused when every bit of a short one is flipped in turn', () => {
    const text = Buffer.from(sealCredential(keys, id, 'ssh-key', Buffer.from('s')));
    for (let bit = 0; bit < text.length * 8; bit += 1) {
      const changed = Buffer.from(text);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(openCredential(keys, id, changed.toString('utf8'))).toBeNull();
    }
  });

  test('is refused when cut anywhere, or with anything after it', () => {
    fc.assert(
      fc.property(secret, fc.nat(), fc.string({ minLength: 1 }), (bytes, place, more) => {
        const text = sealCredential(keys, id, 'ssh-key', bytes);
        expect(openCredential(keys, id, text.slice(0, place % text.length))).toBeNull();
        expect(openCredential(keys, id, text + more)).toBeNull();
      }),
    );
  });

  test('is refused in any other spelling of the same content', () => {
    const text = sealCredential(keys, id, 'ssh-key', Buffer.from('s'));
    const reversed = JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(text)).reverse()));
    for (const other of [` ${text}`, `${text}\n`, text.replace('{', '{ '), reversed]) {
      expect(openCredential(keys, id, other)).toBeNull();
    }
  });

  test('opens under its own id only', () => {
    const other = 'c_9876543210987654321098';
    const text = sealCredential(keys, id, 'ssh-key', Buffer.from('s'));
    expect(openCredential(keys, other, text)).toBeNull();
    expect(openCredential(keys, other, text.replaceAll(id, other))).toBeNull();
  });

  test('opens as its own kind only', () => {
    const text = sealCredential(keys, id, 'ssh-key', Buffer.from('s'));
    expect(openCredential(keys, id, text.replace('ssh-key', 'db-password'))).toBeNull();
  });

  test('opens under its own vault only', () => {
    expect(openCredential(keysFrom(newKey()), id, sealCredential(keys, id, 'ssh-key', Buffer.from('s')))).toBeNull();
  });

  test('is another one every time, and shows nothing of the secret', () => {
    const text = sealCredential(keys, id, 'ssh-key', Buffer.from('the secret words'));
    expect(text).not.toBe(sealCredential(keys, id, 'ssh-key', Buffer.from('the secret words')));
    expect(text).not.toContain('secret words');
    expect(text).not.toContain(Buffer.from('the secret words').toString('base64'));
  });
});
