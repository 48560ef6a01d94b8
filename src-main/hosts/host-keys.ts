import { createHash } from 'node:crypto';

/** A server's public key: `keyType` as in known_hosts ("ssh-ed25519"), `blob` in the wire format, `fingerprint` as OpenSSH prints it. */
export interface HostKey {
  readonly keyType: string;
  readonly fingerprint: string;
  readonly blob: Buffer;
}

export type HostKeyVerdict = 'trusted' | 'unknown' | 'changed';

/** The memory of pinned host keys. The store keeps the real one. */
export interface HostKeys {
  /** `unknown` only where nothing is pinned for this host and port; any other key than a pinned one is `changed`. */
  check(host: string, port: number, keyType: string, blob: Buffer): HostKeyVerdict;
  /** The types pinned for this server: asked for first, so that a server with several keys shows the one that is known. */
  pinnedTypes(host: string, port: number): readonly string[];
}

/** "SHA256:" and unpadded base64, as `ssh-keygen -l` prints it. */
export function fingerprintOf(blob: Buffer): string {
  return `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`;
}

/** Reads the type from the blob itself, so that it can't disagree with it. "unknown" when the blob is malformed. */
export function describeHostKey(blob: Buffer): HostKey {
  const length = blob.length >= 4 ? blob.readUInt32BE(0) : 0;
  const name = blob.subarray(4, 4 + length).toString('latin1');
  const keyType = length <= 64 && /^[a-z0-9@.-]+$/.test(name) ? name : 'unknown';
  return { keyType, fingerprint: fingerprintOf(blob), blob };
}

export interface PinnedKeys extends HostKeys {
  pin(host: string, port: number, key: HostKey): void;
}

/** Pins that live as long as the process. */
export function pinnedKeysInMemory(): PinnedKeys {
  const pins = new Map<string, HostKey[]>();
  const pinnedFor = (host: string, port: number) => pins.get(`${host.toLowerCase()} ${port}`) ?? [];
  return {
    check(host, port, _keyType, blob) {
      const known = pinnedFor(host, port);
      if (known.length === 0) return 'unknown';
      return known.some((key) => key.blob.equals(blob)) ? 'trusted' : 'changed';
    },
    pinnedTypes: (host, port) => pinnedFor(host, port).map((key) => key.keyType),
    pin(host, port, key) {
      pins.set(`${host.toLowerCase()} ${port}`, [...pinnedFor(host, port), key]);
    },
  };
}
