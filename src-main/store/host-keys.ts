import { z } from 'zod';
import { ResaltError } from '../contract/failures.ts';
import { type OpenConf, openDocument } from './document.ts';
import type { HostKeyPin, HostKeyPins } from './store-types.ts';

const pin = z.object({
  host: z.string().min(1).max(255),
  port: z.number().int().min(1).max(65535),
  keyType: z.string().max(64),
  fingerprint: z.string().max(200),
  blob: z.base64().max(32_768),
  trustedAt: z.iso.datetime(),
});
const document = z.object({ version: z.literal(1), pins: z.array(pin) });

/** Fits `HostKeys` of hosts/host-keys.ts. One pin per host and port; host names are the same in any case. */
export function openHostKeys(dir: string, open: OpenConf, now: () => Date): HostKeyPins {
  const file = openDocument({ dir, name: 'host-keys', open }, document, { version: 1, pins: [] });
  let pins = index();

  function index(): Map<string, HostKeyPin> {
    return new Map(file.read().pins.map((one) => [place(one.host, one.port), one]));
  }
  function write(next: Map<string, HostKeyPin>): void {
    file.write({ version: 1, pins: [...next.values()] });
    pins = index();
  }

  return {
    get: (host, port) => pins.get(place(host, port)),
    check(host, port, _keyType, blob) {
      const known = pins.get(place(host, port));
      if (!known) return 'unknown';
      return known.blob === base64(blob) ? 'trusted' : 'changed';
    },
    pinnedTypes(host, port) {
      const known = pins.get(place(host, port));
      return known ? [known.keyType] : [];
    },
    trust(keys, { replace = false } = {}) {
      const next = new Map(pins);
      for (const { host, port, keyType, fingerprint, blob } of keys) {
        const known = next.get(place(host, port));
        if (known?.blob === base64(blob)) continue;
        if (known && !replace) throw changed(host, port);
        const trustedAt = now().toISOString();
        next.set(place(host, port), { host, port, keyType, fingerprint, blob: base64(blob), trustedAt });
      }
      write(next);
    },
    remove(host, port) {
      const next = new Map(pins);
      if (!next.delete(place(host, port))) return false;
      write(next);
      return true;
    },
  };
}

const place = (host: string, port: number): string => `${host.toLowerCase()} ${port}`;
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

function changed(host: string, port: number): ResaltError {
  const message = `Another key is pinned for ${host} port ${port}. Find out why it changed before you trust the new one.`;
  return new ResaltError('HOST_KEY_CHANGED', message, 'never');
}
