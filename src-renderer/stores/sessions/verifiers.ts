/** Names of sessions, 32 bytes each in place of 64 digits; those of tampered keys ("odd:…") stand aside. */
export interface Verifiers {
  bytes: Uint8Array;
  odd: Map<number, string>;
}

const usual = /^[0-9a-f]{64}$/;

/** The value of a digit 0-9 or a-f by its character code. */
const digit = (code: number): number => (code < 58 ? code - 48 : code - 87);

export const verifiers = (): Verifiers => ({ bytes: new Uint8Array(32 * 1024), odd: new Map() });

export function putVerifier(all: Verifiers, row: number, verifier: string): void {
  const from = row * 32;
  if (from + 32 > all.bytes.length) {
    const next = new Uint8Array(Math.ceil(all.bytes.length * 1.5) + 32);
    next.set(all.bytes);
    all.bytes = next;
  }
  if (!usual.test(verifier)) {
    all.odd.set(row, verifier);
    return;
  }
  for (let at = 0; at < 32; at++)
    all.bytes[from + at] = digit(verifier.charCodeAt(at * 2)) * 16 + digit(verifier.charCodeAt(at * 2 + 1));
}

export function verifierAt(all: Verifiers, row: number): string {
  const odd = all.odd.get(row);
  if (odd !== undefined) return odd;
  let text = '';
  for (const byte of all.bytes.subarray(row * 32, row * 32 + 32)) text += byte.toString(16).padStart(2, '0');
  return text;
}
