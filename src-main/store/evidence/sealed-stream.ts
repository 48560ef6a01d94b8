import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { ResaltError } from '../../contract/failures.ts';
import { systemCode } from '../durable-file.ts';
import type { Boxes } from '../session-history/sealed-site.ts';
import { chunksOf } from './chunks.ts';

/** Which stream it is: one opens under its own name and no other. */
export interface StreamName {
  incident: string;
  id: string;
}

/** Plain bytes of a chunk. */
export const chunkBytes = 1 << 20;
const tagBytes = 16;
const magic = Buffer.from('resalt evidence 1\n');
/** Nonce, tag and the 32 bytes of the stream's own key. */
const boxBytes = 12 + 16 + 32;

/**
 * Bytes as they stand on disk: the magic, the stream's own key under the vault's history key, then chunks under that key (AES-256-GCM, the
 * chunk's number as nonce). Name, number and whether it is the last are bound to each chunk, so none can be moved, left out or cut off.
 */
export async function* sealedStream(
  plain: AsyncIterable<Uint8Array>,
  boxes: Boxes,
  name: StreamName,
): AsyncGenerator<Buffer> {
  const key = randomBytes(32);
  try {
    yield Buffer.concat([magic, boxes.seal(key, contextOf(name))]);
    let number = 0;
    for await (const { bytes, last } of chunksOf(plain, chunkBytes)) {
      const cipher = createCipheriv('aes-256-gcm', key, nonceOf(number)).setAAD(boundTo(name, number, last));
      const data = [cipher.update(bytes), cipher.final()];
      yield Buffer.concat([...data, cipher.getAuthTag()]);
      number += 1;
    }
  } finally {
    key.fill(0);
  }
}

/** The plain bytes of a sealed file. Fails with VAULT_DAMAGED at the first chunk that is not as it was sealed, or where the file is not there. */
export async function* openedStream(path: string, boxes: Boxes, name: StreamName): AsyncGenerator<Buffer> {
  const key = boxes.open(await readHead(path), contextOf(name));
  if (key?.length !== 32) throw damaged(path);
  try {
    const from = { start: magic.length + boxBytes, highWaterMark: chunkBytes };
    let number = 0;
    for await (const { bytes, last } of chunksOf(createReadStream(path, from), chunkBytes + tagBytes)) {
      yield openedChunk(key, bytes, boundTo(name, number, last), number) ?? fail(path);
      number += 1;
    }
  } catch (error) {
    throw systemCode(error) === null ? error : unreadable(path, error);
  } finally {
    key.fill(0);
  }
}

function openedChunk(key: Buffer, sealed: Buffer, bound: Buffer, number: number): Buffer | null {
  const end = sealed.length - tagBytes;
  if (end < 0) return null;
  const decipher = createDecipheriv('aes-256-gcm', key, nonceOf(number), { authTagLength: tagBytes });
  decipher.setAAD(bound).setAuthTag(sealed.subarray(end));
  const plain = decipher.update(sealed.subarray(0, end));
  try {
    decipher.final();
    return plain;
  } catch {
    plain.fill(0);
    return null;
  }
}

/** The box of the stream's key. */
async function readHead(path: string): Promise<Buffer> {
  try {
    const file = await open(path, 'r');
    try {
      const head = Buffer.alloc(magic.length + boxBytes);
      const { bytesRead } = await file.read(head, 0, head.length, 0);
      if (bytesRead < head.length || !head.subarray(0, magic.length).equals(magic)) throw damaged(path);
      return head.subarray(magic.length);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw systemCode(error) === null ? error : unreadable(path, error);
  }
}

const contextOf = ({ incident, id }: StreamName) => ['evidence key', incident, id] as const;

function nonceOf(number: number): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeBigUInt64BE(BigInt(number), 4);
  return nonce;
}

const boundTo = ({ incident, id }: StreamName, number: number, last: boolean): Buffer =>
  Buffer.from(JSON.stringify(['resalt evidence', 1, incident, id, number, last]));

function fail(path: string): never {
  throw damaged(path);
}

const damaged = (path: string) =>
  new ResaltError(
    'VAULT_DAMAGED',
    `${path} is not whole: it was changed or cut by something else than Resalt.`,
    'never',
  );

const unreadable = (path: string, error: unknown) =>
  new ResaltError('VAULT_DAMAGED', `${path} can’t be read (${systemCode(error)}).`, 'never');
