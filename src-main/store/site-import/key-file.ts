import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';

const largestKey = 64 * 1024;

/** A private key's text, or why it can't be had: a sentence without any of its bytes. */
export type KeyFile = { key: string } | { reason: string };
export type ReadKeyFile = (path: string) => Promise<KeyFile>;

/**
 * Reads private keys by the path that stands in an import file; `~` is the operator's home. A relative path counts from
 * `base`; with null it is refused, because a window has no folder that a person could mean. A path is read once.
 */
export function keyFileReader(base: string | null, home: string = homedir()): ReadKeyFile {
  const known = new Map<string, Promise<KeyFile>>();
  return (path) => {
    const expanded = path === '~' || path.startsWith('~/') ? join(home, path.slice(1)) : path;
    if (!isAbsolute(expanded) && base === null) return Promise.resolve({ reason: 'the key file needs its full path' });
    const full = resolve(base ?? '/', expanded);
    const reading = known.get(full) ?? readKey(full);
    known.set(full, reading);
    return reading;
  };
}

async function readKey(path: string): Promise<KeyFile> {
  try {
    const text = await readBounded(path);
    return typeof text === 'string' ? judge(text) : text;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code === 'ENOENT' || code === 'ENOTDIR') return { reason: 'the key file does not exist' };
    if (code === 'EACCES' || code === 'EPERM') return { reason: 'the key file may not be read by this user' };
    return { reason: 'the key file can not be read' };
  }
}

/** Only an ordinary file is opened for reading: a pipe or a device would never end. */
async function readBounded(path: string): Promise<string | { reason: string }> {
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const stat = await file.stat();
    if (!stat.isFile()) return { reason: 'the key file is not an ordinary file' };
    if (stat.size > largestKey) return { reason: 'the key file is larger than 64 KiB' };
    const { buffer, bytesRead } = await file.read(Buffer.alloc(largestKey + 1), 0, largestKey + 1, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}

function judge(text: string): KeyFile {
  if (/^-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----\s/m.test(text) || /^PuTTY-User-Key-File-\d+:/.test(text)) {
    return { key: text };
  }
  if (/^(?:ssh-|ecdsa-|sk-)\S+ AAAA/m.test(text))
    return { reason: 'the key file holds a public key, not a private one' };
  return { reason: 'the key file does not look like a private key' };
}
