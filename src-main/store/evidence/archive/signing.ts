import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { ResaltError } from '../../../contract/failures.ts';
import { credentialId } from '../../../contract/sites.ts';
import { makePrivateDirectory, readBounded, syncDirectory, writeDurably } from '../../durable-file.ts';

interface Secrets {
  seal(kind: string, secret: Uint8Array): Promise<string>;
  /** The caller wipes it. */
  open(id: string): Promise<Buffer>;
}

const keyFile = z.object({ version: z.literal(1), credential: credentialId, fingerprint: z.string() });

/** The key that signs archives: made once, its private half in the vault. VAULT_DAMAGED where it is gone: another would be taken for a forgery. */
export async function signingKey(dir: string, vault: Secrets): Promise<KeyObject> {
  const folder = join(dir, 'evidence');
  const path = join(folder, 'signing-key.json');
  const text = await readBounded(path, 10_000);
  if (text === null) return makeKey(folder, path, vault);
  const known = keyFile.safeParse(parsed(text)).data;
  if (!known) throw damaged(path);
  const pem = await vault.open(known.credential);
  const key = createPrivateKey(pem.toString('latin1'));
  pem.fill(0);
  if (fingerprintOf(createPublicKey(key)) !== known.fingerprint) throw damaged(path);
  return key;
}

async function makeKey(folder: string, path: string, vault: Secrets): Promise<KeyObject> {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const pem = Buffer.from(privateKey.export({ type: 'pkcs8', format: 'pem' }));
  const credential = await vault.seal('evidence-key', pem);
  pem.fill(0);
  await makePrivateDirectory(folder);
  await writeDurably(path, JSON.stringify({ version: 1, credential, fingerprint: fingerprintOf(publicKey) }));
  await syncDirectory(folder);
  return privateKey;
}

/** As OpenSSH writes them, of the public key's DER. */
export function fingerprintOf(key: KeyObject): string {
  const der = key.export({ type: 'spki', format: 'der' });
  return `SHA256:${createHash('sha256').update(der).digest('base64').replace(/=+$/, '')}`;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const damaged = (path: string) =>
  new ResaltError(
    'VAULT_DAMAGED',
    `${path} does not fit the key in the vault that signs archives. Put it back from a backup.`,
    'never',
  );
