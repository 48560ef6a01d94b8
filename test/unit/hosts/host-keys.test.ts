import fc from 'fast-check';
import { expect, test } from 'vitest';
import { describeHostKey, pinnedKeysInMemory } from '../../../src-main/hosts/host-keys.ts';
import { hostKeyOrder } from '../../../src-main/hosts/ssh-connect.ts';

const blob = (type: string, rest = 'key') =>
  Buffer.concat([Buffer.from([0, 0, 0, type.length]), Buffer.from(type + rest)]);

test('a key other than the pinned one is changed, of whatever type, and only there', () => {
  const pins = pinnedKeysInMemory();
  const pinned = describeHostKey(blob('ssh-ed25519'));
  expect(pins.check('Web.example', 22, pinned.keyType, pinned.blob)).toBe('unknown');
  pins.pin('web.example', 22, pinned);
  expect(pins.check('WEB.example', 22, pinned.keyType, pinned.blob)).toBe('trusted');
  expect(pins.check('web.example', 22, 'ssh-ed25519', blob('ssh-ed25519', 'other'))).toBe('changed');
  expect(pins.check('web.example', 22, 'ssh-rsa', blob('ssh-rsa'))).toBe('changed');
  expect(pins.check('web.example', 2222, pinned.keyType, pinned.blob)).toBe('unknown');
});

test('the type is read from the blob, and no blob breaks the reading', () => {
  expect(describeHostKey(blob('ecdsa-sha2-nistp256')).keyType).toBe('ecdsa-sha2-nistp256');
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
      const { keyType, fingerprint } = describeHostKey(Buffer.from(bytes));
      expect(keyType).toMatch(/^[a-z0-9@.-]+$/);
      expect(fingerprint).toMatch(/^SHA256:[A-Za-z0-9+/]{43}$/);
    }),
  );
});

test('the pinned type is asked for first; SHA-1 never', () => {
  expect(hostKeyOrder(['ssh-rsa']).slice(0, 2)).toEqual(['rsa-sha2-512', 'rsa-sha2-256']);
  expect(hostKeyOrder(['ecdsa-sha2-nistp256'])[0]).toBe('ecdsa-sha2-nistp256');
  expect(hostKeyOrder([])[0]).toBe('ssh-ed25519');
  expect(hostKeyOrder([])).not.toContain('ssh-rsa');
});
