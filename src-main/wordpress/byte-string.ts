/**
 * What PHP calls a string is a row of bytes. Here it is a JavaScript string with one character per byte (latin1), so
 * that nothing is lost or re-encoded, whatever a site holds. Names, logins and addresses for people are text (UTF-8).
 */
export type ByteString = string;

export function bytesToString(bytes: Uint8Array): ByteString {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

export function stringToBytes(value: ByteString): Buffer {
  return Buffer.from(value, 'latin1');
}

/** The text a person means, for example a database password as mysql2 wants it. Broken UTF-8 becomes U+FFFD. */
export function textOf(value: ByteString): string {
  return stringToBytes(value).toString('utf8');
}

export function fromText(text: string): ByteString {
  return Buffer.from(text, 'utf8').toString('latin1');
}
